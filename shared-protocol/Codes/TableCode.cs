using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Protocol.Codes;

/// <summary>A table code: digits that a depot knows only by their tag.</summary>
public static class TableCode
{
    /// <summary>Fewest digits.</summary>
    public const int DigitsMin = 8;

    /// <summary>Most digits.</summary>
    public const int DigitsMax = 9;

    /// <summary>Live codes of a depot up to which 8 digits do.</summary>
    public const int LiveCodesWithFewestDigits = 100;

    /// <summary>Most live codes of a depot.</summary>
    public const int LiveCodesMax = 1_000;

    /// <summary>HMAC-SHA-256(tableKey, ASCII digits)[0..7], big-endian.</summary>
    /// <param name="digits">The ASCII digits, exactly as long as the code.</param>
    public static ulong Tag(IHmacSha256 hmac, byte[] tableKey, byte[] digits) =>
        BigEndian.ReadUInt64(hmac.Compute(tableKey, digits), 0);
}
