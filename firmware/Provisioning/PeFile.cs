using System.Buffers.Binary;
using System.Text;

namespace Fachwerk.Provisioning;

/// <summary>An assembly as a runtime of version 1 runs it: nanoFramework's first PE format.</summary>
/// <remarks>
/// <code>
/// 0   marker[8]  "NFMRK1", rest 0
/// 8   headerCrc[4]  assemblyCrc[4]  flags[4]  nativeMethodsChecksum[4]
/// 24  patchEntryOffset[4]  version[4 · 2]  assemblyName[2]  stringTableVersion[2]
/// 40  startOfTables[16 · 4]: the references are the first, the strings the twelfth; the last is the length
/// 104 numberOfPatchedMethods[4]  paddingOfTables[16 · 1]                        all little-endian
///
/// a reference: name[2]  padding[2]  version[4 · 2]
/// </code>
/// A name is an index into the strings. One from 0xFCA3 up is one of the runtime's own strings instead, 0xFFFF minus
/// its number; of those, only "mscorlib" names an assembly.
/// </remarks>
internal sealed class PeFile
{
    private const int MarkerLength = 8;
    private const int ChecksumAt = 20;
    private const int VersionAt = 28;
    private const int NameAt = 36;
    private const int TablesAt = 40;
    private const int PaddingAt = 108;
    private const int HeaderLength = 124;
    private const int References = 0;
    private const int Strings = 11;
    private const int End = 15;
    private const int ReferenceLength = 12;
    private const int ReferenceVersionAt = 4;
    private const int FirstOfRuntime = 0xFFFF - 0x35C;
    private const int CoreLibraryOfRuntime = 0xFFFF - 0x32D;

    /// <param name="path">Where it came from, for messages.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="InvalidDataException">It is none, or damaged; the message says so.</exception>
    public PeFile(string path, byte[] bytes)
    {
        Path = path;
        Bytes = bytes;
        CheckMarker();
        if (bytes.Length < HeaderLength || TableAt(End) != bytes.Length || !AreTablesInOrder())
            throw Damaged();
        Name = NameOf(NameAt);
        Version = VersionOf(VersionAt);
        Needs = [.. ReadReferences()];
    }

    public string Path { get; }

    public byte[] Bytes { get; }

    /// <summary>The assembly's name.</summary>
    public string Name { get; }

    public Version Version { get; }

    /// <summary>The assemblies it was compiled against.</summary>
    public IReadOnlyList<PeReference> Needs { get; }

    /// <summary>0 for an assembly without native methods; else the runtime has to have the same.</summary>
    public uint NativeChecksum => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(ChecksumAt));

    private void CheckMarker()
    {
        string marker = Bytes.Length < MarkerLength ? ""
            : Encoding.ASCII.GetString(Bytes, 0, MarkerLength).TrimEnd('\0');
        if (marker == "NFMRK2")
            throw new InvalidDataException($"{Path} is for a runtime of version 2. Build with the packages of "
                + "firmware/Device.props: those are for version 1, and no device runs both.");
        if (marker != "NFMRK1")
            throw new InvalidDataException(
                $"{Path} is no .pe file. Name the files that the build of firmware/Esp32 puts beside the assemblies.");
    }

    private bool AreTablesInOrder()
    {
        for (int table = 0; table < End; table++)
        {
            if (TableAt(table) < HeaderLength || TableAt(table) + Bytes[PaddingAt + table] > TableAt(table + 1))
                return false;
        }

        return true;
    }

    private IEnumerable<PeReference> ReadReferences()
    {
        long end = EndOf(References);
        for (long at = TableAt(References); at + ReferenceLength <= end; at += ReferenceLength)
            yield return new PeReference(NameOf((int)at), VersionOf((int)at + ReferenceVersionAt));
    }

    private string NameOf(int at)
    {
        int index = UInt16(at);
        if (index >= FirstOfRuntime)
            return index == CoreLibraryOfRuntime ? "mscorlib" : throw Damaged();
        long start = TableAt(Strings) + index;
        long room = EndOf(Strings) - start;
        int length = room <= 0 ? -1 : Bytes.AsSpan((int)start, (int)room).IndexOf((byte)0);
        return length > 0 ? Encoding.UTF8.GetString(Bytes, (int)start, length) : throw Damaged();
    }

    private Version VersionOf(int at) => new(UInt16(at), UInt16(at + 2), UInt16(at + 4), UInt16(at + 6));

    private long TableAt(int table) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(TablesAt + table * sizeof(uint)));

    private long EndOf(int table) => TableAt(table + 1) - Bytes[PaddingAt + table];

    private int UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(at));

    private InvalidDataException Damaged() =>
        new($"{Path} has {Bytes.Length} bytes and does not fit together: it is cut or damaged. Build it again.");
}

/// <summary>An assembly that another was compiled against.</summary>
internal sealed record PeReference(string Name, Version Version);
