using System.Buffers.Binary;
using System.Text;
using Fachwerk.Provisioning;

namespace Fachwerk.Tests.Firmware.Provisioning;

/// <summary>Makes .pe files of nanoFramework's first format, as its own tools lay them out.</summary>
internal static class PeBuilder
{
    private const int HeaderLength = 124;
    private const int TablesAt = 40;
    private const int PaddingAt = 108;
    private const int ReferenceLength = 12;

    public static PeFile Pe(
        string name, string version, uint native = 0, int length = 0, params (string Name, string Version)[] needs) =>
        new(name + ".pe", Bytes(name, version, native, length, needs));

    /// <param name="name">The assembly's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="native">The checksum of its native methods.</param>
    /// <param name="length">How long the file is to be; what the names need if that is more.</param>
    /// <param name="needs">The assemblies it was compiled against.</param>
    public static byte[] Bytes(
        string name, string version, uint native, int length, (string Name, string Version)[] needs)
    {
        MemoryStream strings = new();
        int nameAt = Add(strings, name);
        int[] neededAt = [.. needs.Select(need => Add(strings, need.Name))];
        int stringsAt = HeaderLength + needs.Length * ReferenceLength;
        int stringsEnd = (stringsAt + (int)strings.Length + 3) / 4 * 4;
        byte[] bytes = new byte[Math.Max(length, stringsEnd)];
        Encoding.ASCII.GetBytes("NFMRK1").CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), native);
        WriteVersion(bytes.AsSpan(28), version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(36), (ushort)nameAt);
        for (int table = 0; table < 16; table++)
        {
            int start = table == 0 ? HeaderLength : table <= 11 ? stringsAt : table == 12 ? stringsEnd : bytes.Length;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(TablesAt + table * 4), (uint)start);
        }

        bytes[PaddingAt + 11] = (byte)(stringsEnd - stringsAt - (int)strings.Length);
        for (int i = 0; i < needs.Length; i++)
        {
            Span<byte> row = bytes.AsSpan(HeaderLength + i * ReferenceLength);
            BinaryPrimitives.WriteUInt16LittleEndian(row, (ushort)neededAt[i]);
            WriteVersion(row[4..], needs[i].Version);
        }

        strings.ToArray().CopyTo(bytes, stringsAt);
        return bytes;
    }

    private static int Add(MemoryStream strings, string text)
    {
        int at = (int)strings.Length;
        strings.Write(Encoding.UTF8.GetBytes(text + "\0"));
        return at;
    }

    private static void WriteVersion(Span<byte> at, string version)
    {
        ushort[] parts = [.. version.Split('.').Select(ushort.Parse)];
        for (int i = 0; i < parts.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(at[(i * 2)..], parts[i]);
    }
}
