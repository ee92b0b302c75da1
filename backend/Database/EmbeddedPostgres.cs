using System.Globalization;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// A private PostgreSQL cluster of one data folder, reached over a Unix socket only. It outlives a killed backend and
/// is taken over by the next one; the process that holds the folder's lock stops it when it ends.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string ServiceUser = "postgres";
    private const int ConnectionsMax = 400;
    private const int BufferShare = 8;
    private const int BufferMegabytesMin = 128;
    private const int BufferMegabytesMax = 2_048;
    private static readonly TimeSpan StartWaitMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly string _cluster;
    private readonly string _sockets;
    private readonly FileStream? _ownership;
    private PostgresBinaries? _binaries;

    private EmbeddedPostgres(TimeProvider time, string cluster, string sockets, FileStream? ownership)
    {
        _time = time;
        _cluster = cluster;
        _sockets = sockets;
        _ownership = ownership;
    }

    /// <summary>The folder of the cluster; outside the data folder when that cannot be reached by its user.</summary>
    public string ClusterFolder => _cluster;

    /// <summary>Connects as the cluster's superuser; only this machine's owner can reach the socket.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _sockets,
        Username = ServiceUser,
        Database = "postgres",
    }.ConnectionString;

    // Enough for the rows of a million depots where there is room: a page that is not there costs more than its update.
    private static long BufferMegabytes => Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BufferShare >> 20, BufferMegabytesMin, BufferMegabytesMax);

    private static bool AsServiceUser => Environment.IsPrivilegedProcess;

    /// <summary>Finds or makes the cluster of the data folder and has it running.</summary>
    /// <param name="settings">Server settings beside the fixed ones, for example <c>fsync=off</c> in tests.</param>
    /// <exception cref="StartupRefusal">With the reason and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        DataFolder data, TimeProvider time, IReadOnlyList<string> settings, CancellationToken ct)
    {
        var mark = EmbeddedPostgresFolders.MarkOf(data);
        var sockets = Path.Combine(Path.GetTempPath(), $"fachwerk-{mark}");
        var cluster = await EmbeddedPostgresFolders.ChooseClusterAsync(data, mark, AsServiceUser, ServiceUser, ct);
        var deadline = time.GetUtcNow() + StartWaitMax;
        while (true)
        {
            var ownership = TryLock(data.Of("postgres.lock"));
            var server = new EmbeddedPostgres(time, cluster, sockets, ownership);
            if (ownership is not null)
            {
                try
                {
                    await server.BringUpAsync(settings, ct);
                    return server;
                }
                catch
                {
                    await ownership.DisposeAsync();
                    throw;
                }
            }

            // Another process of ours holds the folder: use its cluster as soon as it is up.
            if (await server.AnswersAsync(ct))
                return server;
            if (time.GetUtcNow() > deadline)
                throw new StartupRefusal(
                    $"The data folder {data.FullPath} is held by another process whose PostgreSQL does " +
                    "not answer. Nothing was changed. End that process and start again.");
            await Task.Delay(LockPoll, time, ct);
        }
    }

    /// <summary>Stops the cluster if this process owns it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ownership is null)
            return;
        NpgsqlConnection.ClearAllPools();
        await RunAsync("pg_ctl", ["stop", "-D", _cluster, "-m", "fast", "-w", "-t", "60"], CancellationToken.None);
        Directory.Delete(_sockets, recursive: true);
        await _ownership.DisposeAsync();
    }

    private async Task BringUpAsync(IReadOnlyList<string> settings, CancellationToken ct)
    {
        var versionFile = Path.Combine(_cluster, "PG_VERSION");
        var made = File.Exists(versionFile);
        int? version = made
            ? int.Parse(await File.ReadAllTextAsync(versionFile, ct), CultureInfo.InvariantCulture)
            : null;
        _binaries = await PostgresBinaries.FindAsync(version, ct);
        await EmbeddedPostgresFolders.MakeAsync(_sockets, AsServiceUser, ServiceUser, ct);
        if (!made)
            await InitialiseAsync(ct);
        if (await AnswersAsync(ct))
            return;

        // One that runs and does not answer has lost its socket folder.
        await RunAsync("pg_ctl", ["stop", "-D", _cluster, "-m", "fast", "-w"], ct);
        await StartServerAsync(settings, ct);
    }

    // The cluster is made beside its place and moved there, so that one cut short is never taken for a whole one.
    private async Task InitialiseAsync(CancellationToken ct)
    {
        var unfinished = _cluster + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await EmbeddedPostgresFolders.MakeAsync(unfinished, AsServiceUser, ServiceUser, ct);
        string[] arguments =
        [
            "-D", unfinished, "-U", ServiceUser, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--data-checksums",
        ];
        var run = await RunAsync("initdb", arguments, ct);
        if (!run.Succeeded)
            throw new StartupRefusal($"PostgreSQL could not make its cluster in {_cluster} " +
                $"({StartupRefusal.FirstLine(run.Output)}). Nothing else was changed. Check room and rights there.");
        Directory.Move(unfinished, _cluster);
    }

    private async Task StartServerAsync(IReadOnlyList<string> settings, CancellationToken ct)
    {
        string[] fixedSettings =
        [
            "listen_addresses=", $"unix_socket_directories={_sockets}", "unix_socket_permissions=0700",
            $"max_connections={ConnectionsMax}", $"shared_buffers={BufferMegabytes}MB", "max_wal_size=4GB",
            "checkpoint_timeout=15min",
        ];
        var options = string.Join(' ', fixedSettings.Concat(settings).Select(setting => $"-c {setting}"));
        var log = Path.Combine(_cluster, "server.log");
        var run = await RunAsync("pg_ctl", ["start", "-D", _cluster, "-l", log, "-w", "-t", "60", "-o", options], ct);
        if (!run.Succeeded)
            throw new StartupRefusal($"PostgreSQL did not start ({StartupRefusal.FirstLine(run.Output)}). " +
                $"The data is untouched. The reason stands at the end of {log}.");
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        var text = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 5 };
        try
        {
            await using var connection = new NpgsqlConnection(text.ConnectionString);
            await connection.OpenAsync(ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private Task<ToolRun> RunAsync(string tool, string[] arguments, CancellationToken ct)
    {
        var file = _binaries!.Tool(tool);
        return AsServiceUser
            ? ToolRun.OfAsync("runuser", ["-u", ServiceUser, "--", file, .. arguments], ct)
            : ToolRun.OfAsync(file, arguments, ct);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return PrivateFile.Hold(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
