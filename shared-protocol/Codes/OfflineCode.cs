namespace Fachwerk.Protocol.Codes;

/// <summary>
/// What an offline code says, and its place among all offline codes of a year: a number below
/// <see cref="NumbersCount"/>, so that only one digit string in 1,408 decodes to anything.
/// </summary>
/// <remarks>
/// <code>
/// number = offset[class] + ((start mod 8760) / step[class] · 64 + compartment − 1) · 4 + serial
/// </code>
/// </remarks>
public sealed class OfflineCode
{
    /// <summary>Digits of every offline code.</summary>
    public const int Digits = 10;

    /// <summary>Hours of a code epoch.</summary>
    public const uint EpochHours = 8760;

    /// <summary>Number of classes.</summary>
    public const int Classes = 8;

    /// <summary>The class whose codes open once.</summary>
    public const int OneTimeClass = 7;

    /// <summary>Codes of one class, start and compartment.</summary>
    public const int Serials = 4;

    /// <summary>All numbers of an epoch.</summary>
    public const uint NumbersCount = 7_101_440;

    private const uint PerStep = Telegrams.Limits.CompartmentMax * Serials;

    private static readonly ushort[] DurationHours = { 1, 4, 12, 24, 72, 168, 672, 24 };

    private static readonly byte[] StepHours = { 1, 1, 2, 4, 12, 24, 24, 4 };

    /// <summary>0 to 7: how long it lasts and on which hours it starts.</summary>
    public int Class { get; set; }

    /// <summary>Hours since the Unix epoch; a multiple of the class's step.</summary>
    public uint Start { get; set; }

    /// <summary>1 to 64.</summary>
    public int Compartment { get; set; }

    /// <summary>0 to 3.</summary>
    public int Serial { get; set; }

    /// <summary>Its bit in what a depot remembers, and its detail in events: class · 4 + serial.</summary>
    public int Mark => Class * Serials + Serial;

    /// <summary>The number within the epoch of <see cref="Start"/>.</summary>
    public uint Number
    {
        get
        {
            uint number = (Start % EpochHours / StepHours[Class] * Telegrams.Limits.CompartmentMax
                + (uint)Compartment - 1) * Serials + (uint)Serial;
            for (int i = 0; i < Class; i++) number += CountOf(i);
            return number;
        }
    }

    /// <summary>Hours from the start to the end of a class.</summary>
    public static uint HoursOf(int codeClass) => DurationHours[codeClass];

    /// <summary>The hours on which codes of a class start are multiples of this.</summary>
    public static uint StepOf(int codeClass) => StepHours[codeClass];

    /// <summary>Takes a number of an epoch apart.</summary>
    /// <param name="number">Any.</param>
    /// <param name="epoch">Hours since the Unix epoch / 8760.</param>
    /// <returns>False when no code has this number.</returns>
    public bool TryRead(ulong number, uint epoch)
    {
        if (number >= NumbersCount) return false;
        uint rest = (uint)number;
        int found = 0;
        while (rest >= CountOf(found)) rest -= CountOf(found++);
        Class = found;
        Serial = (int)(rest % Serials);
        Compartment = (int)(rest / Serials % Telegrams.Limits.CompartmentMax) + 1;
        Start = epoch * EpochHours + rest / PerStep * StepHours[found];
        return true;
    }

    private static uint CountOf(int codeClass) => EpochHours / StepHours[codeClass] * PerStep;
}
