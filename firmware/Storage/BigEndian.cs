namespace Fachwerk.Firmware.Storage;

/// <summary>Numbers in stored records: unsigned, big-endian.</summary>
public static class BigEndian
{
    /// <summary>Reads 2 bytes.</summary>
    public static int ReadUInt16(byte[] buffer, int offset) => (buffer[offset] << 8) | buffer[offset + 1];

    /// <summary>Reads 4 bytes.</summary>
    public static uint ReadUInt32(byte[] buffer, int offset) =>
        ((uint)buffer[offset] << 24) | ((uint)buffer[offset + 1] << 16)
        | ((uint)buffer[offset + 2] << 8) | buffer[offset + 3];

    /// <summary>Reads 8 bytes.</summary>
    public static ulong ReadUInt64(byte[] buffer, int offset) =>
        ((ulong)ReadUInt32(buffer, offset) << 32) | ReadUInt32(buffer, offset + 4);

    /// <summary>Writes the low 2 bytes.</summary>
    public static void WriteUInt16(byte[] buffer, int offset, int value)
    {
        buffer[offset] = (byte)(value >> 8);
        buffer[offset + 1] = (byte)value;
    }

    /// <summary>Writes 4 bytes.</summary>
    public static void WriteUInt32(byte[] buffer, int offset, uint value)
    {
        buffer[offset] = (byte)(value >> 24);
        buffer[offset + 1] = (byte)(value >> 16);
        buffer[offset + 2] = (byte)(value >> 8);
        buffer[offset + 3] = (byte)value;
    }

    /// <summary>Writes 8 bytes.</summary>
    public static void WriteUInt64(byte[] buffer, int offset, ulong value)
    {
        WriteUInt32(buffer, offset, (uint)(value >> 32));
        WriteUInt32(buffer, offset + 4, (uint)value);
    }
}
