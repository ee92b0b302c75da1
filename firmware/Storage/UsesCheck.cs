namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The check of a use counter: 7 bits that tell which single bit of the six bytes has flipped, and a bit that is always
/// set, so that a slot whose check is not written yet counts nothing, whatever a flip would explain.
/// <code>
/// check = 0x80 | exclusive or of a column for each bit set in codeId[4] used[1]
/// </code>
/// The columns are distinct and of odd weight, as in a Hsiao code: two flips are never taken for one. No sum of the
/// lowest 3, 5 or 7 columns of <c>used</c> is among them: a count that was raised without its check is no flip either.
/// </summary>
public static class UsesCheck
{
    /// <summary>Set in the check of every counter.</summary>
    public const int Written = 0x80;

    private const int CheckedBytes = 5;
    private const int CheckBits = 7;
    private const int NibbleValues = 16;

    // Byte by byte, bit 0 first; the last row belongs to "used".
    private static readonly byte[] Columns =
    {
        0x07, 0x0B, 0x0D, 0x0E, 0x13, 0x15, 0x16, 0x19,
        0x1A, 0x1C, 0x1F, 0x23, 0x25, 0x26, 0x29, 0x2A,
        0x2C, 0x2F, 0x32, 0x34, 0x3B, 0x3D, 0x51, 0x52,
        0x54, 0x57, 0x58, 0x5B, 0x5D, 0x5E, 0x61, 0x62,
        0x3E, 0x43, 0x45, 0x46, 0x49, 0x4A, 0x4C, 0x4F
    };

    // What four bits together change, nibble by nibble of the five bytes: a start checks a thousand counters.
    private static readonly byte[] Nibbles = NibblesOf(Columns);

    /// <summary>The check of the five bytes at an offset.</summary>
    public static byte Of(byte[] buffer, int offset)
    {
        byte[] nibbles = Nibbles;
        int check = Written;
        for (int at = 0; at < nibbles.Length; at += 2 * NibbleValues)
        {
            int value = buffer[offset++];
            check ^= nibbles[at + (value & 15)] ^ nibbles[at + NibbleValues + (value >> 4)];
        }
        return (byte)check;
    }

    /// <summary>The bit of the six bytes whose flip explains a wrong check; -1 = it is not just one.</summary>
    public static int FindFlip(byte[] buffer, int offset)
    {
        int syndrome = Of(buffer, offset) ^ buffer[offset + CheckedBytes];
        for (int bit = 0; bit <= CheckBits; bit++)
        {
            if (syndrome == 1 << bit)
            {
                return 8 * CheckedBytes + bit;
            }
        }
        for (int column = 0; column < Columns.Length; column++)
        {
            if (syndrome == Columns[column])
            {
                return column;
            }
        }
        return -1;
    }

    private static byte[] NibblesOf(byte[] columns)
    {
        byte[] nibbles = new byte[columns.Length / 4 * NibbleValues];
        for (int column = 0; column < columns.Length; column++)
        {
            int at = column / 4 * NibbleValues;
            int bit = 1 << (column % 4);
            for (int other = 0; other < bit; other++)
            {
                nibbles[at + bit + other] = (byte)(columns[column] ^ nibbles[at + other]);
            }
        }
        return nibbles;
    }
}
