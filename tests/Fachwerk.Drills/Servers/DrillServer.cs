using System.Diagnostics;
using System.Globalization;
using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Drills.Servers;

/// <summary>One PostgreSQL server of a set: its folder, its port in the set's socket folder, its processes.</summary>
internal sealed class DrillServer(ServerTools tools, string root, string sockets, int number)
{
    private const int FirstPort = 5432;
    private static readonly TimeSpan ExitMax = TimeSpan.FromSeconds(10);

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"n{number}");

    public int Port { get; } = FirstPort + number;

    public string Folder => Path.Combine(root, Name);

    /// <summary>Between <see cref="Fence"/> and <see cref="Unfence"/> or <see cref="Discard"/>.</summary>
    public bool IsFenced => Directory.Exists(FencedFolder);

    private string FencedFolder => Folder + ".fenced";

    /// <summary>As the backend's connection string names it.</summary>
    public string Host => string.Create(CultureInfo.InvariantCulture, $"{sockets}:{Port}");

    /// <summary>Makes an empty cluster.</summary>
    public async Task InitialiseAsync(IEnumerable<string> settings, CancellationToken ct)
    {
        await tools.RunAsync(
            "initdb", ct, "-D", Folder, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "-N");
        await ConfigureAsync(settings, ct);
    }

    /// <summary>Makes this server a standby with a copy of the primary's data.</summary>
    public async Task CopyFromAsync(DrillServer primary, IEnumerable<string> settings, CancellationToken ct)
    {
        await tools.RunAsync("pg_basebackup", ct, "-D", Folder, "-h", sockets, "-p", Text(primary.Port),
            "-U", "postgres", "-X", "stream", "-c", "fast", "-R", "-N");
        await ConfigureAsync(settings, ct);
    }

    /// <summary>Takes an image of this running server, as a backup would.</summary>
    public Task TakeImageAsync(string image, CancellationToken ct) => tools.RunAsync("pg_basebackup", ct, "-D", image,
        "-h", sockets, "-p", Text(Port), "-U", "postgres", "-X", "stream", "-c", "fast", "-N");

    /// <summary>Dumps one database of this running server.</summary>
    public Task DumpAsync(string database, string file, CancellationToken ct) => tools.RunAsync(
        "pg_dump", ct, "-h", sockets, "-p", Text(Port), "-U", "postgres", "-Fc", "-f", file, database);

    /// <summary>Makes a database anew from a dump.</summary>
    public Task ReadBackAsync(string database, string file, CancellationToken ct) => tools.RunAsync(
        "pg_restore", ct, "-h", sockets, "-p", Text(Port), "-U", "postgres", "-d", "postgres", "-C", file);

    /// <summary>Puts an image in the place of the stopped server's data.</summary>
    public void Restore(string image)
    {
        Directory.Delete(Folder, recursive: true);
        Directory.Move(image, Folder);
    }

    /// <summary>Removes the stopped server's data.</summary>
    public void Clear() => Directory.Delete(Folder, recursive: true);

    public Task StartAsync(CancellationToken ct) => tools.RunAsync("pg_ctl", ct, StartArguments(Folder));

    public Task StopAsync() =>
        tools.TryRunAsync("pg_ctl", CancellationToken.None, "stop", "-D", Folder, "-m", "immediate", "-w", "-t", "20");

    /// <summary>SIGKILL to the postmaster and all its processes, as if power had failed.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        foreach (var process in Family())
            await KillAsync(process, ct);
    }

    /// <summary>
    /// SIGSTOP to the postmaster and all its processes: connections stay and nothing is answered any more, as by a host
    /// or a network that swallows everything. The kernel still takes new connections, which nobody ever greets.
    /// </summary>
    public Task SilenceAsync(CancellationToken ct) => SignalAsync("-STOP", ct);

    /// <summary>SIGCONT: it goes on in the middle of whatever it did.</summary>
    public Task WakeAsync(CancellationToken ct) => SignalAsync("-CONT", ct);

    /// <summary>
    /// Takes the data folder away from whoever might start it: moved, and without its control file it is no cluster.
    /// </summary>
    public void Fence()
    {
        Directory.Move(Folder, FencedFolder);
        var control = Path.Combine(FencedFolder, "global", "pg_control");
        File.Move(control, control + ".fenced");
    }

    /// <summary>Undoes <see cref="Fence"/>, as somebody might who does not know why it was done.</summary>
    public void Unfence()
    {
        var control = Path.Combine(FencedFolder, "global", "pg_control");
        File.Move(control + ".fenced", control);
        Directory.Move(FencedFolder, Folder);
    }

    /// <summary>Whether starting the fenced folder by hand is refused.</summary>
    public async Task<bool> StaysFencedAsync(CancellationToken ct) =>
        !Directory.Exists(Folder) && !(await tools.TryRunAsync("pg_ctl", ct, StartArguments(FencedFolder))).Succeeded;

    /// <summary>Gives up the fenced data, so that the server can be made anew as a standby.</summary>
    public void Discard() => Directory.Delete(FencedFolder, recursive: true);

    /// <summary>Adds a setting and has the running server read it.</summary>
    public async Task ReloadAsync(string setting, CancellationToken ct)
    {
        await ConfigureAsync([setting], ct);
        await tools.RunAsync("pg_ctl", ct, "reload", "-D", Folder);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = sockets, Port = Port, Username = "postgres", Database = "postgres", Pooling = false, Timeout = 5,
            CommandTimeout = 30
        };
        await using var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    // The postmaster first: then it makes no more.
    private List<int> Family()
    {
        var pid = File.ReadLines(Path.Combine(Folder, "postmaster.pid")).First();
        var postmaster = int.Parse(pid, CultureInfo.InvariantCulture);
        return [postmaster, .. ChildrenOf(postmaster)];
    }

    private async Task SignalAsync(string signal, CancellationToken ct)
    {
        await ToolRun.OfAsync("kill", [signal, Text(Family()[0])], ct);
        await ToolRun.OfAsync("kill", [signal, .. Family().Select(Text)], ct);
    }

    private Task ConfigureAsync(IEnumerable<string> settings, CancellationToken ct) => File.AppendAllLinesAsync(
        Path.Combine(Folder, "postgresql.auto.conf"),
        [.. settings, $"port = {Text(Port)}", $"cluster_name = '{Name}'"], ct);

    private static string[] StartArguments(string folder) =>
        ["start", "-D", folder, "-l", Path.Combine(folder, "server.log"), "-w", "-t", "30"];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)
                && ParentOf(process) == parent)
                yield return process;
        }
    }

    // proc(5): the second field is a name in brackets that may hold blanks; the fourth is the parent.
    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It has ended meanwhile.
        }
    }

    private static async Task KillAsync(int id, CancellationToken ct)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync(ct).WaitAsync(ExitMax, ct);
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException)
        {
            return; // It has ended by itself.
        }
    }
}
