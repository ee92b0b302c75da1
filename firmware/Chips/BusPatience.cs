namespace Fachwerk.Firmware.Chips;

/// <summary>
/// How long a tick may stand still for lines that do not move, on whichever bus: a transfer that waits can take a
/// second, two would be the watchdog's two. After the first long wait nothing more is transferred in that tick.
/// </summary>
public sealed class BusPatience
{
    /// <summary>Milliseconds from which on a wait is long.</summary>
    public const int LongMs = 50;

    private int _waitedMs;

    /// <summary>True once this tick has waited long.</summary>
    public bool IsOver => _waitedMs >= LongMs;

    /// <summary>A tick begins.</summary>
    public void Begin() => _waitedMs = 0;

    /// <summary>A transfer has waited in vain.</summary>
    public void Spend(int waitedMs) => _waitedMs += waitedMs;
}
