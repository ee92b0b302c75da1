using System.Globalization;

namespace Fachwerk.Drills.Servers;

/// <summary>
/// A primary and two standbys on Unix sockets in a folder of their own; a commit waits for any one standby.
/// </summary>
internal sealed class ServerSet : IAsyncDisposable
{
    private const int Count = 3;
    private static readonly TimeSpan FollowMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SilentSettle = TimeSpan.FromSeconds(1);

    private readonly string _root;
    private readonly string _sockets;
    private readonly Patience _patience;

    private ServerSet(ServerTools tools, string root, Patience patience)
    {
        _root = root;
        _sockets = Path.Combine(root, "s");
        _patience = patience;
        All =
        [
            .. Enumerable.Range(0, Count).Select(number => new DrillServer(tools, root, _sockets, number, patience))
        ];
        Primary = All[0];
    }

    public IReadOnlyList<DrillServer> All { get; }

    public DrillServer Primary { get; private set; }

    public IEnumerable<DrillServer> Standbys => All.Where(server => server != Primary);

    /// <summary>What the backends are told: all hosts.</summary>
    public string ConnectionString => $"Host={string.Join(',', All.Select(server => server.Host))};Username=postgres";

    /// <summary>Makes and starts all three.</summary>
    /// <param name="root">A folder that does not exist; short, for a socket's path has 107 bytes at most.</param>
    public static async Task<ServerSet> StartAsync(string root, Patience patience, CancellationToken ct)
    {
        var tools = await ServerTools.FindAsync(ct);
        await ServerTools.MakeFolderAsync(root, ct);
        var set = new ServerSet(tools, root, patience);
        await ServerTools.MakeFolderAsync(set._sockets, ct);
        try
        {
            await set.Primary.InitialiseAsync(set.SettingsOf(set.Primary), ct);
            await set.Primary.StartAsync(ct);
            await Task.WhenAll(set.Standbys.Select(standby => set.FollowAsync(standby, ct)));
            await set.UntilFollowedAsync(Count - 1, ct);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a server a standby of the present primary, with a fresh copy of its data.</summary>
    public async Task FollowAsync(DrillServer standby, CancellationToken ct)
    {
        await standby.CopyFromAsync(Primary, SettingsOf(standby), ct);
        await standby.StartAsync(ct);
    }

    /// <summary>Waits until so many standbys count for a commit.</summary>
    public Task<TimeSpan> UntilFollowedAsync(int standbys, CancellationToken ct) => _patience.InsistAsync(
        async () => await Primary.ScalarAsync<long>(
            "select count(*) from pg_stat_replication where state = 'streaming' and sync_state = 'quorum'", ct)
            >= standbys,
        FollowMax, $"{standbys} standbys follow", ct);

    /// <summary>
    /// Promotes the standby that is furthest ahead. Only it is sure to have everything that was acknowledged.
    /// </summary>
    /// <param name="isSilent">The old primary has not hung up, so nobody notices that nothing more comes.</param>
    public async Task<DrillServer> PromoteFurthestAsync(CancellationToken ct, bool isSilent = false)
    {
        var standbys = Standbys.ToList();
        await _patience.UntilAsync(() => HaveSettledAsync(standbys, ct), isSilent ? SilentSettle : SettleMax, ct);
        var positions = await Task.WhenAll(standbys.Select(async standby => (
            Standby: standby,
            Position: await standby.ScalarAsync<long>(
                "select pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::bigint", ct))));
        Primary = positions.MaxBy(one => one.Position).Standby;
        await Primary.ScalarAsync<bool>("select pg_promote(true, 30)", ct);
        return Primary;
    }

    /// <summary>Where <see cref="DrillServer.TakeImageAsync"/> may put an image.</summary>
    public string Image => Path.Combine(_root, "image");

    /// <summary>Where <see cref="DrillServer.DumpAsync"/> may put a dump.</summary>
    public string Dump => Path.Combine(_root, "dump");

    /// <summary>Puts everything back to what it was when the image was taken; the standbys are made anew.</summary>
    public async Task RestoreAsync(CancellationToken ct)
    {
        await Task.WhenAll(All.Select(server => server.StopAsync()));
        Primary.Restore(Image);
        await Primary.StartAsync(ct);
        await Task.WhenAll(Standbys.Select(standby =>
        {
            standby.Clear();
            return FollowAsync(standby, ct);
        }));
    }

    /// <summary>Has nobody wait for a standby, and one standby hear nothing any more.</summary>
    /// <returns>The one that falls behind.</returns>
    public async Task<DrillServer> LeaveBehindAsync(CancellationToken ct)
    {
        var behind = Standbys.First();
        const string alone = "synchronous_standby_names = ''";
        await Primary.ReloadAsync(alone, ct);
        await behind.ReloadAsync(alone, ct);
        await behind.ReloadAsync("primary_conninfo = ''", ct);
        return behind;
    }

    /// <summary>Promotes a standby, whatever it lacks.</summary>
    public async Task PromoteAsync(DrillServer standby, CancellationToken ct)
    {
        Primary = standby;
        await standby.ScalarAsync<bool>("select pg_promote(true, 30)", ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in All)
            await server.StopAsync();
        Directory.Delete(_root, recursive: true);
    }

    // Nothing more arrives: what comes last is in the standby's WAL.
    private static async Task<bool> HaveSettledAsync(IEnumerable<DrillServer> standbys, CancellationToken ct)
    {
        const string receiving = "select count(*) from pg_stat_wal_receiver where pid is not null";
        var receivers = await Task.WhenAll(standbys.Select(standby => standby.ScalarAsync<long>(receiving, ct)));
        return receivers.All(count => count == 0);
    }

    // A standby looks for whichever of the others takes writes; after a fail-over that is another one.
    private string[] SettingsOf(DrillServer server)
    {
        var ports = string.Join(',', All.Select(one => one.Port.ToString(CultureInfo.InvariantCulture)));
        var hosts = string.Join(',', All.Select(_ => _sockets));
        return
        [
            "listen_addresses = ''",
            $"unix_socket_directories = '{_sockets}'",
            "unix_socket_permissions = 0700",
            "max_connections = 200",
            "shared_buffers = 64MB",
            "wal_keep_size = 256MB",
            "wal_retrieve_retry_interval = 500ms",
            // A primary that has gone silent is given up, and passed over when the others are asked.
            "wal_receiver_timeout = 5s",
            "synchronous_commit = on",
            $"synchronous_standby_names = 'ANY 1 ({string.Join(", ", All.Select(one => one.Name))})'",
            $"primary_conninfo = 'host={hosts} port={ports} user=postgres application_name={server.Name} " +
                "connect_timeout=2 target_session_attrs=read-write'",
        ];
    }
}
