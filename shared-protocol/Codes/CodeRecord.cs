using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Protocol.Codes;

/// <summary>A table code in the synced table; immutable once issued.</summary>
/// <remarks>
/// <code>
///  0  tag[8]          sorts the table
///  8  notBefore[4]    Unix seconds; the window is half-open
/// 12  notAfter[4]     Unix seconds
/// 16  compartment[1]  1 to 64, or 255: deposit, any fitting one
/// 17  flags[1]        CodeFlags
/// 18  uses[1]         0 = unlimited
/// 19  wanted[1]       bits 0-2 smallest size, bits 3-7 features
/// 20  codeId[4]       never reused; the key
/// </code>
/// </remarks>
public sealed class CodeRecord
{
    /// <summary>Bytes of a record.</summary>
    public const int Length = 24;

    /// <summary>Bytes of its key.</summary>
    public const int KeyLength = 4;

    /// <summary>Where the key stands in the record.</summary>
    public const int KeyOffset = 20;

    /// <summary>A deposit code for any fitting compartment.</summary>
    public const int AnyCompartment = 255;

    /// <summary>See <see cref="TableCode.Tag"/>.</summary>
    public ulong Tag { get; set; }

    /// <summary>Unix seconds, UTC, from which on it is valid. At most 2^32 - 1.</summary>
    public long NotBefore { get; set; }

    /// <summary>Unix seconds, UTC, from which on it is not valid any more. At most 2^32 - 1.</summary>
    public long NotAfter { get; set; }

    /// <summary>1 to 64, or <see cref="AnyCompartment"/>.</summary>
    public int Compartment { get; set; }

    /// <summary>What <see cref="CodeFlags"/> says.</summary>
    public CodeFlags Flags { get; set; }

    /// <summary>How often it opens; 0 = unlimited.</summary>
    public int Uses { get; set; }

    /// <summary>For deposits: bits 0-2 smallest size, bits 3-7 features.</summary>
    public int Wanted { get; set; }

    /// <summary>Never reused.</summary>
    public uint CodeId { get; set; }

    /// <summary>The tag of a record, without reading the rest: what a binary search compares.</summary>
    public static ulong TagOf(byte[] buffer, int offset) => BigEndian.ReadUInt64(buffer, offset);

    /// <summary>The code id of a record, without reading the rest.</summary>
    public static uint CodeIdOf(byte[] buffer, int offset) => BigEndian.ReadUInt32(buffer, offset + KeyOffset);

    /// <summary>Writes the record.</summary>
    public void Write(byte[] buffer, int offset)
    {
        BigEndian.WriteUInt64(buffer, offset, Tag);
        BigEndian.WriteUInt32(buffer, offset + 8, (uint)NotBefore);
        BigEndian.WriteUInt32(buffer, offset + 12, (uint)NotAfter);
        buffer[offset + 16] = (byte)Compartment;
        buffer[offset + 17] = (byte)Flags;
        buffer[offset + 18] = (byte)Uses;
        buffer[offset + 19] = (byte)Wanted;
        BigEndian.WriteUInt32(buffer, offset + KeyOffset, CodeId);
    }

    /// <summary>Reads a record; false when its length or its compartment cannot be.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        if (count != Length) return false;
        Tag = TagOf(buffer, offset);
        NotBefore = BigEndian.ReadUInt32(buffer, offset + 8);
        NotAfter = BigEndian.ReadUInt32(buffer, offset + 12);
        Compartment = buffer[offset + 16];
        Flags = (CodeFlags)buffer[offset + 17];
        Uses = buffer[offset + 18];
        Wanted = buffer[offset + 19];
        CodeId = CodeIdOf(buffer, offset);
        return Compartment == AnyCompartment || (Compartment >= 1 && Compartment <= Telegrams.Limits.CompartmentMax);
    }
}
