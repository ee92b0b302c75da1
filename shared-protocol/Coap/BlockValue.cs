namespace Fachwerk.Protocol.Coap;

/// <summary>
/// The value of a Block1 or Block2 option (RFC 7959 §2.2): number[20 bits] more[1 bit] size exponent[3 bits].
/// </summary>
public static class BlockValue
{
    /// <summary>Highest block number.</summary>
    public const int NumberMax = (1 << 20) - 1;

    /// <summary>The exponent of blocks of 1,024 bytes, the largest and ours.</summary>
    public const int LargestExponent = 6;

    /// <summary>Puts a value together.</summary>
    public static uint Encode(int number, bool more, int sizeExponent) =>
        ((uint)number << 4) | (more ? 8u : 0u) | (uint)sizeExponent;

    /// <summary>The block's number, from 0.</summary>
    public static int Number(uint value) => (int)(value >> 4);

    /// <summary>True when blocks follow.</summary>
    public static bool More(uint value) => (value & 8) != 0;

    /// <summary>The size exponent, 0 to 6; 7 is reserved and must be refused.</summary>
    public static int SizeExponent(uint value) => (int)(value & 7);

    /// <summary>The block size in bytes.</summary>
    public static int SizeBytes(int sizeExponent) => 1 << (sizeExponent + 4);

    /// <summary>True when the value fits 3 bytes and its exponent is not the reserved one.</summary>
    public static bool IsValid(uint value) => value <= 0xFFFFFF && SizeExponent(value) <= LargestExponent;
}
