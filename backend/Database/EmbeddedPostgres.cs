using System.Globalization;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// A private PostgreSQL cluster of one data folder, reached over a Unix socket only. The process that holds the
/// folder's lock runs it; it ends with that process, also when that is killed. Other processes of the folder use it.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const int ConnectionsMax = 400;
    private const int BufferShare = 8;
    private const int BufferMegabytesMin = 128;
    private const int BufferMegabytesMax = 2_048;
    private static readonly TimeSpan StartWaitMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWaitMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(50);

    private readonly DataFolder _data;
    private readonly TimeProvider _time;
    private readonly string _cluster;
    private readonly string _sockets;
    private readonly FileStream? _ownership;
    private KeptProgram? _server;

    // Nothing runs on the cluster but what this process has started.
    private bool _isAlone;

    private EmbeddedPostgres(
        DataFolder data, TimeProvider time, string cluster, string sockets, FileStream? ownership)
    {
        _data = data;
        _time = time;
        _cluster = cluster;
        _sockets = sockets;
        _ownership = ownership;
    }

    /// <summary>The folder of the cluster; outside the data folder when that cannot be reached by its user.</summary>
    public string ClusterFolder => _cluster;

    /// <summary>What somebody deletes who wants to begin anew, for a refusal.</summary>
    public string BeginAnew => _cluster == _data.Of("postgres")
        ? $"delete the folder {_data.FullPath}"
        : $"delete the folders {_data.FullPath} and {Path.GetDirectoryName(_cluster)}";

    /// <summary>Connects as the cluster's superuser; only this machine's owner can reach the socket.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _sockets,
        Username = ServiceUser.Name,
        Database = "postgres",
    }.ConnectionString;

    // Enough for the rows of a million depots where there is room: a page that is not there costs more than its update.
    private static long BufferMegabytes => Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BufferShare >> 20, BufferMegabytesMin, BufferMegabytesMax);

    /// <summary>Finds or makes the cluster of the data folder and has it running.</summary>
    /// <param name="settings">Server settings beside the fixed ones, for example <c>fsync=off</c> in tests.</param>
    /// <exception cref="StartupRefusal">With the reason and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        DataFolder data, TimeProvider time, IReadOnlyList<string> settings, CancellationToken ct)
    {
        var mark = await EmbeddedPostgresFolders.MarkOfAsync(data, ct);
        var sockets = Path.Combine(Path.GetTempPath(), $"fachwerk-{mark}");
        var cluster = await EmbeddedPostgresFolders.ChooseClusterAsync(data, mark, ct);
        var deadline = time.GetUtcNow() + StartWaitMax;
        while (true)
        {
            var server = new EmbeddedPostgres(data, time, cluster, sockets, TryLock(data.Of("postgres.lock")));
            if (server._ownership is not null)
            {
                try
                {
                    await server.BringUpAsync(settings, ct);
                    return server;
                }
                catch
                {
                    await server.DisposeAsync();
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

    /// <summary>Stops the cluster if this process runs it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ownership is null)
            return;
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            _isAlone &= await _server.StopAsync(StopWaitMax, _time);
            _server.Dispose();
        }

        if (_isAlone && Directory.Exists(_sockets))
            Directory.Delete(_sockets, recursive: true);
        await _ownership.DisposeAsync();
    }

    private async Task BringUpAsync(IReadOnlyList<string> settings, CancellationToken ct)
    {
        var version = await VersionAsync(ct);
        var binaries = await PostgresBinaries.FindAsync(version, ct);
        await EndLeftOverAsync(ct);
        // To the end, or it could appear when it was already looked for and not found.
        await EmbeddedPostgresFolders.MakeAsync(_sockets, CancellationToken.None);
        if (version is null)
            await InitialiseAsync(binaries, ct);
        else if (OperatingSystem.IsLinux())
            PostgresFiles.ClearLocks(_cluster, _sockets);
        await StartServerAsync(binaries, settings, ct);
    }

    // Null where no cluster has been made yet.
    private async Task<int?> VersionAsync(CancellationToken ct)
    {
        var file = Path.Combine(_cluster, "PG_VERSION");
        if (!File.Exists(file))
            return null;
        if (int.TryParse(await File.ReadAllTextAsync(file, ct), CultureInfo.InvariantCulture, out var version))
            return version;
        throw new StartupRefusal($"{file} does not say which PostgreSQL made that cluster. Nothing was changed. " +
            "Restore the data folder from a copy, or delete it to begin anew.");
    }

    // It outlived the process that ran it, which takes some doing: nobody may be using it now, for we hold the lock.
    private async Task EndLeftOverAsync(CancellationToken ct)
    {
        if (!await ClusterProcesses.EndAsync(_cluster, Signal.Interrupt, StopWaitMax, _time, ct))
            throw new StartupRefusal($"A PostgreSQL still runs in {_cluster} and does not stop (process " +
                $"{string.Join(", ", await ClusterProcesses.OfAsync(_cluster, ct))}). Nothing was changed. End it " +
                "and start again.");
        _isAlone = true;
    }

    // The cluster is made beside its place and moved there, so that one cut short is never taken for a whole one.
    private async Task InitialiseAsync(PostgresBinaries binaries, CancellationToken ct)
    {
        var unfinished = _cluster + ".new";
        await PostgresFiles.ClearUnfinishedAsync(_cluster, _time, ct);
        await EmbeddedPostgresFolders.MakeAsync(unfinished, ct);
        string[] arguments =
        [
            "-D", unfinished, "-U", ServiceUser.Name, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust",
            "--data-checksums",
        ];
        var run = await KeptProgram.RunAsync("TERM", binaries.Tool("initdb"), arguments, ct);
        if (!run.Succeeded)
            throw new StartupRefusal($"PostgreSQL could not make its cluster in {_cluster} " +
                $"({StartupRefusal.FirstLine(run.Output)}). Nothing else was changed. Check room and rights there.");
        Directory.Move(unfinished, _cluster);
    }

    private async Task StartServerAsync(
        PostgresBinaries binaries, IReadOnlyList<string> settings, CancellationToken ct)
    {
        string[] fixedSettings =
        [
            "listen_addresses=", $"unix_socket_directories={_sockets}", "unix_socket_permissions=0700",
            $"max_connections={ConnectionsMax}", $"shared_buffers={BufferMegabytes}MB", "max_wal_size=4GB",
            "checkpoint_timeout=15min",
        ];
        var log = Path.Combine(_cluster, "server.log");
        string[] arguments =
            ["-D", _cluster, .. fixedSettings.Concat(settings).SelectMany(setting => new[] { "-c", setting })];
        _server = KeptProgram.Start("INT", log, binaries.Tool("postgres"), arguments);
        var deadline = _time.GetUtcNow() + StartWaitMax;
        while (!await AnswersAsync(ct))
        {
            if (_server.HasEnded || _time.GetUtcNow() > deadline)
                throw new StartupRefusal($"PostgreSQL did not start ({PostgresFiles.LastWords(log)}). " +
                    $"The data is untouched. The reason stands at the end of {log}.");
            await Task.Delay(StartPoll, _time, ct);
        }
    }

    // Whoever answers must be of this very cluster: a socket's path may be another one's by now.
    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        var text = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 5 };
        try
        {
            await using var connection = new NpgsqlConnection(text.ConnectionString);
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand("show data_directory", connection);
            var folder = (string)(await command.ExecuteScalarAsync(ct))!;
            return await EmbeddedPostgresFolders.AreSameAsync(folder, _cluster, ct);
        }
        catch (NpgsqlException)
        {
            return false;
        }
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
