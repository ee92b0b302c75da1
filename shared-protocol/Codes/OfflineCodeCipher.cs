using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Protocol.Codes;

/// <summary>
/// Turns offline codes into ten digits and back: FF1 under the controller's offline key, the code epoch in the tweak.
/// The backend makes codes with it, the depot reads them.
/// </summary>
/// <remarks>
/// <code>
/// tweak: controller[4]  code epoch mod 256[1]
/// </code>
/// </remarks>
public sealed class OfflineCodeCipher
{
    private const int TweakBytes = 5;
    private const int Radix = 10;

    private readonly Ff1 _ff1;
    private readonly byte[] _tweak = new byte[TweakBytes];
    private readonly byte[] _numerals = new byte[OfflineCode.Digits];

    /// <param name="offlineKey">See <see cref="CodeKeys.DeriveOfflineKey"/>.</param>
    public OfflineCodeCipher(IAes128 aes, byte[] offlineKey, uint controller)
    {
        _ff1 = new Ff1(aes, offlineKey, Radix, OfflineCode.Digits, TweakBytes);
        BigEndian.WriteUInt32(_tweak, 0, controller);
    }

    /// <summary>Writes the ten ASCII digits of a code.</summary>
    public void Write(OfflineCode code, byte[] digits, int offset)
    {
        uint number = code.Number;
        for (int i = OfflineCode.Digits - 1; i >= 0; i--)
        {
            _numerals[i] = (byte)(number % Radix);
            number /= Radix;
        }

        _tweak[4] = (byte)(code.Start / OfflineCode.EpochHours);
        _ff1.Encrypt(_tweak, _numerals);
        for (int i = 0; i < OfflineCode.Digits; i++) digits[offset + i] = (byte)('0' + _numerals[i]);
    }

    /// <summary>Reads ten ASCII digits as a code of an epoch. That they decode proves nothing by itself.</summary>
    /// <returns>False when no code of this epoch has these digits.</returns>
    public bool TryRead(byte[] digits, int offset, uint epoch, OfflineCode code)
    {
        for (int i = 0; i < OfflineCode.Digits; i++) _numerals[i] = (byte)(digits[offset + i] - '0');
        _tweak[4] = (byte)epoch;
        _ff1.Decrypt(_tweak, _numerals);
        ulong number = 0;
        for (int i = 0; i < OfflineCode.Digits; i++) number = number * Radix + _numerals[i];
        return code.TryRead(number, epoch);
    }
}
