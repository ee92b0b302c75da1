using System.Buffers.Binary;
using System.Text;

namespace Fachwerk.Provisioning;

/// <summary>An assembly as the device runs it (nanoFramework's PE format, versions 1 and 2 of its header).</summary>
/// <remarks>
/// <code>
/// 0   marker[8]  "NFMRK1" or "NFMRK2", rest 0
/// 8   headerCrc[4]  assemblyCrc[4]  flags[4]  nativeMethodsChecksum[4]
/// 24  (version 1 only: patchEntryOffset[4])  version[8]  assemblyName[2]  stringTableVersion[2]
///     startOfTables[16 · 4], the last of which is the length of the file        all little-endian
/// </code>
/// </remarks>
/// <param name="Path">Where it came from, for messages.</param>
internal sealed record PeFile(string Path, byte[] Bytes)
{
    private const int MarkerLength = 8;
    private const int ChecksumAt = 20;
    private const int VersionAt = 24;
    private const int PatchLength = 4;
    private const int TablesAfterVersion = 12;
    private const int LastTable = 15;

    /// <summary>1 or 2: a device runs one of them.</summary>
    public int FormatVersion { get; } = FormatOf(Path, Bytes);

    /// <summary>0 for an assembly without native methods; else it has to match the device's firmware.</summary>
    public uint NativeChecksum => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(ChecksumAt));

    private static int FormatOf(string path, byte[] bytes)
    {
        string marker = bytes.Length < MarkerLength ? ""
            : Encoding.ASCII.GetString(bytes, 0, MarkerLength).TrimEnd('\0');
        int version = marker switch
        {
            "NFMRK1" => 1,
            "NFMRK2" => 2,
            _ => throw new InvalidDataException(
                $"{path} is no .pe file. Name the files that the build of firmware/Esp32 puts beside the assemblies."),
        };
        int tables = VersionAt + (version == 1 ? PatchLength : 0) + TablesAfterVersion;
        int lengthAt = tables + LastTable * sizeof(uint);
        uint length = bytes.Length < lengthAt + sizeof(uint) ? 0
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(lengthAt));
        return length == bytes.Length ? version : throw new InvalidDataException(
            $"{path} has {bytes.Length} bytes and says it has {length}: it is cut or damaged. Build it again.");
    }
}
