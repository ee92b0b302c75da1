using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Secrets;
using Fachwerk.Drills.Depots;
using Fachwerk.Drills.Nodes;
using Fachwerk.Drills.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fachwerk.Drills;

/// <summary>
/// What a drill plays on: three PostgreSQL servers, two nodes, depots under load, and the drill's own way into the
/// databases. Everything lies in temporary folders and is gone afterwards.
/// </summary>
internal sealed class DrillStage : IAsyncDisposable
{
    /// <summary>The demo's tenant.</summary>
    public const string Tenant = "demo";

    private static readonly TimeSpan LearnMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RaiseMax = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan SecondRaise = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly List<IAsyncDisposable> _made = [];

    private DrillStage(string folder, Patience patience)
    {
        _folder = folder;
        Patience = patience;
    }

    public Patience Patience { get; }

    public ServerSet Servers { get; private set; } = null!;

    public IReadOnlyList<DrillNode> Nodes { get; private set; } = [];

    public DatabaseServer Database { get; private set; } = null!;

    public FleetDatabase Fleet { get; private set; } = null!;

    public DepotLoad Load { get; private set; } = null!;

    public OrderLoad Orders { get; private set; } = null!;

    public TableStore Tables { get; private set; } = null!;

    public FleetAudit Audit { get; private set; } = null!;

    public TenantDesk Desk { get; private set; } = null!;

    public IReadOnlyList<int> Gateways => [.. Nodes.Select(node => node.Udp)];

    /// <summary>Sets everything up, without load yet.</summary>
    public static async Task<DrillStage> SetAsync(DrillPlan plan, Patience patience, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"fachwerk-drill-{Guid.NewGuid().ToString("N")[..8]}");
        var stage = new DrillStage(folder, patience);
        try
        {
            await stage.SetAsync(plan, ct);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var made in Enumerable.Reverse(_made))
            await made.DisposeAsync();
        Load?.Dispose();
        Orders?.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task SetAsync(DrillPlan plan, CancellationToken ct)
    {
        Servers = await ServerSet.StartAsync(_folder + "-db", Patience, ct);
        _made.Add(Servers);
        Nodes =
        [
            new DrillNode(plan.Backend, Path.Combine(_folder, "node0"), Servers.ConnectionString, "demo"),
            new DrillNode(plan.Backend, Path.Combine(_folder, "node1"), Servers.ConnectionString, "serve"),
        ];
        _made.AddRange(Nodes);
        await Nodes[0].StartAsync(ct, "--depots", $"{plan.Depots}");
        // All nodes of a fleet share the master key.
        Directory.CreateDirectory(Nodes[1].Folder);
        File.Copy(Path.Combine(Nodes[0].Folder, "master.key"), Path.Combine(Nodes[1].Folder, "master.key"));
        await Nodes[1].StartAsync(ct);
        await OpenDatabaseAsync(ct);
        var identities = DepotIdentity.ReadAll(Nodes[0].Ready.GetProperty("identities").GetString()!);
        Load = new DepotLoad(identities, Gateways, Patience);
        Audit = new FleetAudit(Database, Fleet, Load.Depots);
        var signals = new FleetSignals(Fleet, Patience.Time, NullLogger<FleetSignals>.Instance);
        var master = MasterKey.Open(DataFolder.Open(Nodes[0].Folder));
        Tables = new TableStore(Fleet, new ControllerKeys(Fleet, master), signals);
        Desk = await TenantDesk.OpenAsync(Database, master, Patience.Time, ct);
        _made.Add(Desk);
        Orders = new OrderLoad(new OrderStore(Fleet, signals), Load.Depots, Patience.Time);
    }

    // The drill finds the primary as the nodes do.
    private async Task OpenDatabaseAsync(CancellationToken ct)
    {
        Database = await DatabaseServer.ConnectAsync(Servers.ConnectionString, Patience.Time, ct);
        _made.Add(Database);
        Fleet = new FleetDatabase(Database);
        var watch = new DatabaseWatch(Database, Patience.Time, NullLogger<DatabaseWatch>.Instance);
        await watch.StartAsync(ct);
        _made.Add(new Watching(watch));
    }

    /// <summary>Waits until the drill itself has found the present primary.</summary>
    public Task FindPrimaryAsync(CancellationToken ct) => Patience.InsistAsync(
        () => Task.FromResult(Database.Primary.Primary is not null
            && Database.Primary.States[Database.Primary.Present].Role == ServerRole.Primary
            && Database.Primary.Hosts.All[Database.Primary.Present].Port == Servers.Primary.Port),
        LearnMax, "the drill finds the new primary", ct);

    /// <summary>Waits until a node has raised the generation, and a while for another one that might again.</summary>
    /// <returns>Whether it is this one, and no higher.</returns>
    public async Task<bool> RaisedAsync(int generation, CancellationToken ct)
    {
        await FindPrimaryAsync(ct);
        await Patience.UntilAsync(async () =>
        {
            try
            {
                return await GenerationAsync(ct) >= generation;
            }
            catch (Npgsql.NpgsqlException)
            {
                return false; // Not found again yet.
            }
        }, RaiseMax, ct);
        await Patience.PassAsync(SecondRaise, ct);
        return await GenerationAsync(ct) == generation;
    }

    public async Task<int> GenerationAsync(CancellationToken ct)
    {
        await using var command = Fleet.Source.CreateCommand("select generation::int from master");
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private sealed class Watching(DatabaseWatch watch) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await watch.StopAsync(CancellationToken.None);
            watch.Dispose();
        }
    }
}

/// <summary>How large a drill is.</summary>
/// <param name="Backend">The backend's DLL.</param>
/// <param name="Phase">How long the load runs before and after each blow.</param>
/// <param name="IsWhole">False for the fail-over alone.</param>
internal sealed record DrillPlan(string Backend, int Depots, TimeSpan Phase, bool IsWhole);
