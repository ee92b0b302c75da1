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

    // Byte by byte, bit 0 first; the last row belongs to "used".
    private static readonly byte[] Columns =
    {
        0x07, 0x0B, 0x0D, 0x0E, 0x13, 0x15, 0x16, 0x19,
        0x1A, 0x1C, 0x1F, 0x23, 0x25, 0x26, 0x29, 0x2A,
        0x2C, 0x2F, 0x32, 0x34, 0x3B, 0x3D, 0x51, 0x52,
        0x54, 0x57, 0x58, 0x5B, 0x5D, 0x5E, 0x61, 0x62,
        0x3E, 0x43, 0x45, 0x46, 0x49, 0x4A, 0x4C, 0x4F
    };

    /// <summary>The check of the five bytes at an offset.</summary>
    public static byte Of(byte[] buffer, int offset)
    {
        int check = Written;
        for (int i = 0; i < CheckedBytes; i++)
        {
            int left = buffer[offset + i];
            for (int column = 8 * i; left != 0; column++)
            {
                check ^= (left & 1) != 0 ? Columns[column] : 0;
                left >>= 1;
            }
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
}
