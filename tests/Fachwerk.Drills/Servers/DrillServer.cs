using System.Globalization;
using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Drills.Servers;

/// <summary>One PostgreSQL server of a set: its folder, its port in the set's socket folder, its processes.</summary>
internal sealed class DrillServer(ServerTools tools, string root, string sockets, int number, Patience patience)
{
    private const int FirstPort = 5432;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ExitMax = TimeSpan.FromSeconds(20);

    private KeptProgram? _program;

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

    /// <exception cref="DrillFailure">It ended instead, or does not answer.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        if (!await TryStartAsync(Folder, ct))
            throw new DrillFailure(
                $"{Name} did not start: {PostgresFiles.LastWords(Path.Combine(Folder, "server.log"))}");
    }

    /// <summary>Stops it at once, unless it does not run.</summary>
    public async Task StopAsync()
    {
        if (_program is not { } program)
            return;
        await WakeAsync(CancellationToken.None);
        await program.StopAsync(ExitMax, patience.Time);
        Forget();
    }

    /// <summary>SIGKILL to the postmaster and all its processes, as if power had failed.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        await ClusterProcesses.SignalAsync(Folder, Signal.Kill, all: true, ct);
        await patience.InsistAsync(async () => (await ClusterProcesses.OfAsync(Folder, ct)).Count == 0, ExitMax,
            $"{Name} is gone", ct);
        Forget();
    }

    /// <summary>
    /// SIGSTOP to the postmaster and all its processes: connections stay and nothing is answered any more, as by a host
    /// or a network that swallows everything. The kernel still takes new connections, which nobody ever greets.
    /// </summary>
    public async Task SilenceAsync(CancellationToken ct)
    {
        // The postmaster first: then it makes no more.
        await ClusterProcesses.SignalAsync(Folder, Signal.Stop, all: false, ct);
        await ClusterProcesses.SignalAsync(Folder, Signal.Stop, all: true, ct);
    }

    /// <summary>SIGCONT: it goes on in the middle of whatever it did.</summary>
    public Task WakeAsync(CancellationToken ct) =>
        ClusterProcesses.SignalAsync(Folder, Signal.Continue, all: true, ct);

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
    public async Task<bool> StaysFencedAsync(CancellationToken ct)
    {
        if (Directory.Exists(Folder) || await TryStartAsync(FencedFolder, ct))
            return false;
        Forget();
        return true;
    }

    /// <summary>Gives up the fenced data, so that the server can be made anew as a standby.</summary>
    public void Discard() => Directory.Delete(FencedFolder, recursive: true);

    /// <summary>Adds a setting and has the running server read it.</summary>
    public async Task ReloadAsync(string setting, CancellationToken ct)
    {
        await ConfigureAsync([setting], ct);
        await ScalarAsync<bool>("select pg_reload_conf()", ct);
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

    private async Task<bool> TryStartAsync(string folder, CancellationToken ct)
    {
        var program = _program = tools.Start(folder);
        var answers = false;
        await patience.UntilAsync(async () =>
        {
            try
            {
                answers = !program.HasEnded && await ScalarAsync<int>("select 1", ct) == 1;
            }
            catch (NpgsqlException)
            {
                return program.HasEnded; // Not up yet.
            }

            return answers || program.HasEnded;
        }, StartMax, ct);
        return answers;
    }

    private void Forget()
    {
        _program?.Dispose();
        _program = null;
    }

    private Task ConfigureAsync(IEnumerable<string> settings, CancellationToken ct) => File.AppendAllLinesAsync(
        Path.Combine(Folder, "postgresql.auto.conf"),
        [.. settings, $"port = {Text(Port)}", $"cluster_name = '{Name}'"], ct);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
