using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The checks beside stored records. They find torn and damaged records, and which bit it is when just one has flipped:
/// both tell any two such bits apart at the lengths used here. They protect nothing from people.
/// </summary>
public static class Crc
{
    private const uint Polynomial32 = 0xEDB88320;
    private const int Polynomial16 = 0x1021;

    // What a byte changes: a start checks some 30 kB, and each instruction is interpreted.
    private static readonly uint[] Bytes32 = TableOf32();

    // By the upper byte of what a byte changes: that byte.
    private static readonly byte[] Back32 = TableBack32(Bytes32);

    // In the upper half, so that nothing has to be masked.
    private static readonly uint[] Bytes16 = TableOf16();

    // By the lower byte of what a byte changes: that byte.
    private static readonly byte[] Back16 = TableBack(Bytes16);

    /// <summary>CRC-32/ISO-HDLC: reflected 0x04C11DB7, initial value and final xor all ones.</summary>
    public static uint Compute32(byte[] buffer, int offset, int count)
    {
        uint[] table = Bytes32;
        uint crc = 0xFFFFFFFF;
        for (int end = offset + count; offset < end; offset++)
        {
            crc = (crc >> 8) ^ table[(int)((crc ^ buffer[offset]) & 0xFF)];
        }
        return crc ^ 0xFFFFFFFF;
    }

    /// <summary>CRC-16/IBM-3740: 0x1021, initial value all ones.</summary>
    public static int Compute16(byte[] buffer, int offset, int count)
    {
        uint[] table = Bytes16;
        uint crc = 0xFFFF0000;
        for (int end = offset + count; offset < end; offset++)
        {
            crc = (crc << 8) ^ table[(int)((crc >> 24) ^ buffer[offset])];
        }
        return (int)(crc >> 16);
    }

    /// <summary>The bit whose flip explains the wrong CRC-32 (big-endian, the last 4 bytes) of a record.</summary>
    /// <param name="count">Bytes of the record, its CRC included.</param>
    /// <returns>Counted from bit 0 of the first byte; -1 = it is not just one.</returns>
    public static int FindFlip32(byte[] buffer, int offset, int count)
    {
        int checkedBytes = count - 4;
        uint syndrome = Compute32(buffer, offset, checkedBytes)
            ^ BigEndian.ReadUInt32(buffer, offset + checkedBytes);
        if (syndrome != 0 && (syndrome & (syndrome - 1)) == 0)
        {
            int bit = BitOf(syndrome);
            return (count - 1 - bit / 8) * 8 + bit % 8;
        }
        // Taken back byte by byte: what a flip in a byte changes was one bit then, and of its own eight.
        uint left = syndrome;
        for (int at = checkedBytes - 1; at >= 0 && left != 0; at--)
        {
            int changed = Back32[(int)(left >> 24)];
            left = ((left ^ Bytes32[changed]) << 8) | (uint)changed;
            if (left < 256 && (left & (left - 1)) == 0)
            {
                return at * 8 + BitOf(left);
            }
        }
        return -1;
    }

    /// <summary>The same for a CRC-16 in the last 2 bytes.</summary>
    public static int FindFlip16(byte[] buffer, int offset, int count)
    {
        int checkedBytes = count - 2;
        int left = Compute16(buffer, offset, checkedBytes) ^ BigEndian.ReadUInt16(buffer, offset + checkedBytes);
        // Taken back byte by byte: what a flip in a byte changes was one bit then, and of its own eight.
        for (int at = count - 1; at >= 0; at--)
        {
            if (left < 256 && left != 0 && (left & (left - 1)) == 0)
            {
                return at * 8 + BitOf((uint)left);
            }
            int changed = Back16[left & 0xFF];
            left = (changed << 8) | ((left ^ (int)(Bytes16[changed] >> 16)) >> 8);
        }
        return -1;
    }

    /// <summary>The only bit that is set, as in a blank record with one flip; -1 = it is not just one.</summary>
    public static int FindLoneBit(byte[] buffer, int offset, int count)
    {
        int found = -1;
        for (int at = 0; at < count; at++)
        {
            int value = buffer[offset + at];
            if (value != 0)
            {
                if (found >= 0 || (value & (value - 1)) != 0)
                {
                    return -1;
                }
                found = at * 8 + BitOf((uint)value);
            }
        }
        return found;
    }

    private static int BitOf(uint value)
    {
        int bit = 0;
        while (value >> bit != 1)
        {
            bit++;
        }
        return bit;
    }

    // Linear: what two bits change together is what each of them changes.
    private static uint[] TableOf32()
    {
        uint[] table = new uint[256];
        uint change = 1;
        for (int bit = 128; bit > 0; bit >>= 1)
        {
            change = (change >> 1) ^ ((change & 1) != 0 ? Polynomial32 : 0);
            for (int other = 0; other < 256; other += 2 * bit)
            {
                table[bit + other] = change ^ table[other];
            }
        }
        return table;
    }

    private static uint[] TableOf16()
    {
        uint[] table = new uint[256];
        uint change = 0x80000000;
        for (int bit = 1; bit < 256; bit <<= 1)
        {
            change = (change << 1) ^ ((change & 0x80000000) != 0 ? (uint)Polynomial16 << 16 : 0);
            for (int other = 0; other < bit; other++)
            {
                table[bit + other] = change ^ table[other];
            }
        }
        return table;
    }

    private static byte[] TableBack32(uint[] table)
    {
        byte[] back = new byte[256];
        for (int value = 0; value < 256; value++)
        {
            back[(int)(table[value] >> 24)] = (byte)value;
        }
        return back;
    }

    private static byte[] TableBack(uint[] table)
    {
        byte[] back = new byte[256];
        for (int value = 0; value < 256; value++)
        {
            back[(int)(table[value] >> 16) & 0xFF] = (byte)value;
        }
        return back;
    }
}
