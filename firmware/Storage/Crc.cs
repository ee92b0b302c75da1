namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The checks beside stored records. They find torn and damaged records; they protect nothing from people.
/// </summary>
public static class Crc
{
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
}
