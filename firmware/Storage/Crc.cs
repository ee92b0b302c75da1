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

    // Table per nibble: small, and fast enough for records of tens of bytes in interpreted code.
    private static readonly uint[] Nibble32 =
    {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
        0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C
    };

    private static readonly ushort[] Nibble16 =
    {
        0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
        0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF
    };

    /// <summary>CRC-32/ISO-HDLC: reflected 0x04C11DB7, initial value and final xor all ones.</summary>
    public static uint Compute32(byte[] buffer, int offset, int count)
    {
        uint crc = 0xFFFFFFFF;
        for (int end = offset + count; offset < end; offset++)
        {
            crc ^= buffer[offset];
            crc = (crc >> 4) ^ Nibble32[crc & 15];
            crc = (crc >> 4) ^ Nibble32[crc & 15];
        }
        return crc ^ 0xFFFFFFFF;
    }

    /// <summary>CRC-16/IBM-3740: 0x1021, initial value all ones.</summary>
    public static int Compute16(byte[] buffer, int offset, int count)
    {
        int crc = 0xFFFF;
        for (int end = offset + count; offset < end; offset++)
        {
            crc ^= buffer[offset] << 8;
            crc = ((crc << 4) & 0xFFFF) ^ Nibble16[crc >> 12];
            crc = ((crc << 4) & 0xFFFF) ^ Nibble16[crc >> 12];
        }
        return crc;
    }

    /// <summary>The bit whose flip explains the wrong CRC-32 (big-endian, the last 4 bytes) of a record.</summary>
    /// <param name="count">Bytes of the record, its CRC included.</param>
    /// <returns>Counted from bit 0 of the first byte; -1 = it is not just one.</returns>
    public static int FindFlip32(byte[] buffer, int offset, int count)
    {
        int checkedBytes = count - 4;
        uint syndrome = Compute32(buffer, offset, checkedBytes)
            ^ BigEndian.ReadUInt32(buffer, offset + checkedBytes);
        for (int bit = 0; bit < 32; bit++)
        {
            if (syndrome == 1u << bit)
            {
                return (count - 1 - bit / 8) * 8 + bit % 8;
            }
        }
        // What a flip of the last bit changes, then of the one before it, and so on: a step each.
        uint change = 1;
        for (int bit = checkedBytes * 8 - 1; bit >= 0; bit--)
        {
            change = (change >> 1) ^ ((change & 1) != 0 ? Polynomial32 : 0);
            if (change == syndrome)
            {
                return bit;
            }
        }
        return -1;
    }

    /// <summary>The same for a CRC-16 in the last 2 bytes.</summary>
    public static int FindFlip16(byte[] buffer, int offset, int count)
    {
        int checkedBytes = count - 2;
        int syndrome = Compute16(buffer, offset, checkedBytes)
            ^ BigEndian.ReadUInt16(buffer, offset + checkedBytes);
        int change = 1;
        for (int fromEnd = 0; fromEnd < count * 8; fromEnd++)
        {
            if (change == syndrome)
            {
                return (count - 1 - fromEnd / 8) * 8 + fromEnd % 8;
            }
            change = ((change << 1) & 0xFFFF) ^ ((change & 0x8000) != 0 ? Polynomial16 : 0);
        }
        return -1;
    }

    /// <summary>The only bit that is set, as in a blank record with one flip; -1 = it is not just one.</summary>
    public static int FindLoneBit(byte[] buffer, int offset, int count)
    {
        int found = -1;
        for (int bit = 0; bit < count * 8; bit++)
        {
            if ((buffer[offset + bit / 8] & (1 << (bit % 8))) != 0)
            {
                if (found >= 0)
                {
                    return -1;
                }
                found = bit;
            }
        }
        return found;
    }
}
