using System.Globalization;

namespace Fachwerk.Programs;

/// <summary>Who has a port of this machine, for a refusal that says so (proc(5): net/tcp, net/udp, PID/fd).</summary>
public static class PortHolder
{
    private const int AddressColumn = 1;
    private const int StateColumn = 3;
    private const int InodeColumn = 9;
    private const string Listens = "0A";

    /// <summary>For instance <c>process 4711 (Fachwerk.Backend.dll)</c>.</summary>
    public static string OfTcp(int port) => Of(port, ["tcp", "tcp6"], Listens);

    /// <summary>For instance <c>process 4711 (Fachwerk.Backend.dll)</c>.</summary>
    public static string OfUdp(int port) => Of(port, ["udp", "udp6"], state: null);

    private static string Of(int port, string[] tables, string? state)
    {
        var end = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        var sockets = tables.SelectMany(RowsOf)
            .Where(row => row[AddressColumn].EndsWith(end, StringComparison.Ordinal))
            .Where(row => state is null || row[StateColumn] == state)
            .Select(row => $"socket:[{row[InodeColumn]}]").ToHashSet();
        var holders = sockets.Count == 0 ? [] : Processes().Where(process => Has(process, sockets)).Take(1).ToList();
        return holders.Count == 0 ? "another process" : $"process {holders[0]} ({NameOf(holders[0])})";
    }

    private static IEnumerable<string[]> RowsOf(string table) => File.Exists($"/proc/net/{table}")
        ? File.ReadLines($"/proc/net/{table}").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        : [];

    private static IEnumerable<string> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit));

    private static bool Has(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd")
                .Any(file => sockets.Contains(new FileInfo(file).LinkTarget ?? ""));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended meanwhile, or is another user's.
        }
    }

    // The program alone: what else stands there may be secret.
    private static string NameOf(string process)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            var program = Path.GetFileName(words[0]);
            return program == "dotnet" && words.Length > 1 ? Path.GetFileName(words[1]) : program;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
