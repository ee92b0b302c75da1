using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Database;

namespace Fachwerk.Drills.Starting;

/// <summary>One <c>./fachwerk demo</c> on ports and a data folder of its own.</summary>
internal sealed class DemoRun : IDisposable
{
    // Stands before the real one in PATH.
    private const string WithoutBuild = """
        #!/bin/sh
        [ "$1" = build ] && exit 0
        PATH=$DRILL_PATH exec dotnet "$@"
        """;

    private const UnixFileMode OwnersProgram =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Process _script;
    private readonly List<string> _words = [];
    private readonly int _port;

    private DemoRun(Process script, int port)
    {
        _script = script;
        _port = port;
        script.OutputDataReceived += (_, line) => Keep(line.Data);
        script.ErrorDataReceived += (_, line) => Keep(line.Data);
        script.BeginOutputReadLine();
        script.BeginErrorReadLine();
    }

    /// <summary>Whether it said where to look.</summary>
    public bool IsUp => Words.Contains("Dashboard", StringComparison.Ordinal);

    /// <summary>Whether it ended by itself.</summary>
    public bool HasEnded => _script.HasExited;

    /// <summary>All that it said.</summary>
    public string Words
    {
        get
        {
            lock (_words)
                return string.Join(" | ", _words);
        }
    }

    public static DemoRun Start(StartPlan plan, string data, string tools)
    {
        var port = FreePorts();
        var start = new ProcessStartInfo(
            plan.Script, ["demo", "--depots", "1", "--port", $"{port}", "--udp", $"{FreeUdp()}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["FACHWERK_DATA"] = data;
        start.Environment.Remove("FACHWERK_DATABASE");
        if (!plan.IsBuilding)
        {
            Directory.CreateDirectory(tools);
            File.WriteAllText(Path.Combine(tools, "dotnet"), WithoutBuild);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(tools, "dotnet"), OwnersProgram);
            start.Environment["DRILL_PATH"] = start.Environment["PATH"];
            start.Environment["PATH"] = $"{tools}:{start.Environment["PATH"]}";
        }

        return new DemoRun(Process.Start(start)!, port);
    }

    /// <summary>Signals the script, and it alone.</summary>
    public void Send(Signal signal)
    {
        using var handle = ProcessHandle.TryOpenChild(_script);
        handle?.Send(signal);
    }

    /// <summary>Whether its pages answer.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/health"), ct) == "ok";
    }

    /// <summary>The processes of a data folder: it stands in their environment or among their arguments.</summary>
    public static IReadOnlyList<string> LeftOf(string data) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder))
            .Where(name => name.All(char.IsAsciiDigit) && (Says(name, "environ", data) || Says(name, "cmdline", data)))
            .Select(name => $"{name} {Read(name, "cmdline").Replace('\0', ' ')}")
    ];

    public void Dispose() => _script.Dispose();

    private static bool Says(string process, string file, string text) =>
        Read(process, file).Contains(text, StringComparison.Ordinal);

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended meanwhile.
        }
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_words)
            _words.Add(line.Trim());
    }

    // The pages' and, next to it, the front panels'.
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (Exception cause) when (cause is SocketException or ArgumentOutOfRangeException)
            {
                continue; // Somebody has the second one.
            }
        }
    }

    private static int FreeUdp()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
