using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>A compartment in the synced table.</summary>
/// <remarks>
/// <code>
/// 0  number[1]        1 to 64; the key
/// 1  size[1]          1 S, 2 M, 3 L
/// 2  features[1]      bits 0-4
/// 3  pool[1]          1 depot, 2 backend, 3 out of service
/// 4  offlineFloor[4]  hour since the Unix epoch below which an offline code is superseded
/// </code>
/// </remarks>
public sealed class CompartmentRecord
{
    /// <summary>Bytes of a record.</summary>
    public const int Length = 8;

    /// <summary>Bytes of its key.</summary>
    public const int KeyLength = 1;

    /// <summary>1 to 64.</summary>
    public int Number { get; set; }

    /// <summary>Size of the compartment.</summary>
    public CompartmentSize Size { get; set; }

    /// <summary>Feature bits 0 to 4.</summary>
    public int Features { get; set; }

    /// <summary>Who may assign it.</summary>
    public CompartmentPool Pool { get; set; }

    /// <summary>Hours since the Unix epoch.</summary>
    public uint OfflineFloor { get; set; }

    /// <summary>Writes the record.</summary>
    public void Write(byte[] buffer, int offset)
    {
        buffer[offset] = (byte)Number;
        buffer[offset + 1] = (byte)Size;
        buffer[offset + 2] = (byte)Features;
        buffer[offset + 3] = (byte)Pool;
        BigEndian.WriteUInt32(buffer, offset + 4, OfflineFloor);
    }

    /// <summary>Reads a record; false when a field has a value that no depot can act on.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        if (count != Length) return false;
        Number = buffer[offset];
        Size = (CompartmentSize)buffer[offset + 1];
        Features = buffer[offset + 2];
        Pool = (CompartmentPool)buffer[offset + 3];
        OfflineFloor = BigEndian.ReadUInt32(buffer, offset + 4);
        return Number >= 1 && Number <= Limits.CompartmentMax
            && Size >= CompartmentSize.Small && Size <= CompartmentSize.Large
            && Pool >= CompartmentPool.Depot && Pool <= CompartmentPool.OutOfService;
    }
}
