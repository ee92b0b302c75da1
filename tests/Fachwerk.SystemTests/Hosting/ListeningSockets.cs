using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>
/// The sockets at which processes wait for whoever comes: TCP that listens and every UDP (proc(5), /proc/net).
/// </summary>
internal static class ListeningSockets
{
    private const int StateColumn = 3;
    private const int AddressColumn = 1;
    private const int InodeColumn = 9;
    private const string TcpListens = "0A";
    private static readonly string[] Tables = ["tcp", "tcp6", "udp", "udp6"];

    /// <summary>Those of these processes.</summary>
    public static IReadOnlyList<IPEndPoint> Of(IEnumerable<int> processes)
    {
        var inodes = processes.SelectMany(InodesOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Tables.SelectMany(table => RowsOf(table)
                .Where(row => inodes.Contains(row[InodeColumn]))
                .Where(row => table[0] == 'u' || row[StateColumn] == TcpListens)
                .Select(row => Read(row[AddressColumn])))
        ];
    }

    /// <summary>Whether more than this machine reaches it.</summary>
    public static bool IsOpen(IPEndPoint socket) =>
        !IPAddress.IsLoopback(socket.Address.IsIPv4MappedToIPv6 ? socket.Address.MapToIPv4() : socket.Address);

    /// <summary>The processes whose command line names a path.</summary>
    public static IReadOnlyList<int> ProcessesNaming(string path) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)!)
            .Where(name => name.All(char.IsAsciiDigit) && CommandOf(name).Contains(path, StringComparison.Ordinal))
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture))
    ];

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return ""; // It has ended meanwhile.
        }
    }

    private static IEnumerable<string> InodesOf(int process) =>
        Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]);

    private static IEnumerable<string[]> RowsOf(string table) => File.Exists($"/proc/net/{table}")
        ? File.ReadLines($"/proc/net/{table}").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        : [];

    // Words of 32 bits in the machine's order, then the port.
    private static IPEndPoint Read(string text)
    {
        var parts = text.Split(':');
        var bytes = Convert.FromHexString(parts[0]);
        if (BitConverter.IsLittleEndian)
            for (var word = 0; word < bytes.Length; word += sizeof(uint))
                BinaryPrimitives.WriteUInt32BigEndian(
                    bytes.AsSpan(word), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(word)));
        return new IPEndPoint(
            new IPAddress(bytes), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
