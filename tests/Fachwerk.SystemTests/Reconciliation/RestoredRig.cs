using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Reconciliation;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Hosting;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fachwerk.SystemTests.Reconciliation;

/// <summary>A fleet and a tenant whose databases can be put back to an image, each by itself.</summary>
public sealed class RestoredRig : IAsyncDisposable
{
    private readonly List<string> _images = [];
    private readonly List<TemporaryFolder> _folders = [new()];

    private RestoredRig(TenantRig tenants, Tenant tenant, CancellationToken ct)
    {
        Tenants = tenants;
        Tenant = tenant;
        Ct = ct;
    }

    public TenantRig Tenants { get; }

    public Tenant Tenant { get; }

    public string Fleet => Tenants.Fleet.Name;

    private CancellationToken Ct { get; }

    private TenantReconciliation Reconciliation => Tenants.Services.GetRequiredService<TenantReconciliation>();

    public static async Task<RestoredRig> MakeAsync(
        PostgresFixture postgres, CancellationToken ct, Action<IServiceCollection>? change = null)
    {
        var tenants = await TenantRig.MakeAsync(postgres, ct, change);
        return new RestoredRig(tenants, await tenants.NewTenantAsync("acme", ct), ct);
    }

    public async Task<CreatedDepot> NewDepotAsync()
    {
        var depot = await Tenants.NewDepotAsync(Tenant, Ct);
        await RelayAsync();
        return depot;
    }

    public Task RelayAsync() => Tenants.RelayAsync(Tenant, Ct);

    /// <summary>Keeps what a database holds now.</summary>
    public async Task<string> TakeImageAsync(string database)
    {
        var image = $"{database}_image{_images.Count}";
        await CopyAsync(database, image);
        _images.Add(image);
        return image;
    }

    /// <summary>Puts a database back; the other one stays as it is.</summary>
    public async Task RestoreAsync(string database, string image)
    {
        await Tenants.Server.DropAsync(database, Ct);
        await CopyAsync(image, database);
    }

    /// <summary>As <c>fachwerk fleet recovered --above N</c>.</summary>
    public async Task RestoreFleetAsync(string image, int above = 0)
    {
        await RestoreAsync(Fleet, image);
        using var generation = Generation();
        await generation.RecoveredAsync(Ct, above);
    }

    /// <summary>A node's watch over the generation, with what the node has seen so far.</summary>
    public FleetGeneration Generation() => Generation(_folders[^1]);

    /// <summary>That of a node which was there before <see cref="ForgetNodes"/>.</summary>
    public FleetGeneration FormerGeneration() => Generation(_folders[^2]);

    /// <summary>From now on the nodes have seen nothing.</summary>
    public void ForgetNodes() => _folders.Add(new TemporaryFolder());

    public Task<Reconciled> ReconcileOnceAsync() => Reconciliation.RunAsync(Tenant, Ct);

    /// <summary>Runs until all is in line.</summary>
    /// <returns>How many portions it took.</returns>
    public async Task<int> ReconcileAsync()
    {
        var portions = 1;
        while ((await ReconcileOnceAsync()).Result == RelayResult.More)
            portions++;
        return portions;
    }

    public async Task<IssuedCode> IssueAsync(DepotId depot, DateTimeOffset? until = null) =>
        TenantRig.Value(await Tenants.InAsync<IssueCode, Outcome<IssuedCode>>(Tenant, issue => issue.HandleAsync(
            new IssueCodeRequest(depot, 1, null, until, 0, Guid.NewGuid()), Ct)));

    public async Task RevokeAsync(DepotId depot, CodeId code) =>
        TenantRig.Value(await Tenants.InAsync<RevokeCode, Outcome<CodeId>>(
            Tenant, revoke => revoke.HandleAsync(depot, code, Guid.NewGuid(), Ct)));

    public async Task<IReadOnlyDictionary<CodeId, CodeState>> StatesAsync(DepotId depot) =>
        TenantRig.Value(await Tenants.InAsync<ListCodes, Outcome<CodeList>>(
            Tenant, list => list.HandleAsync(depot, Ct))).Codes.ToDictionary(code => code.Id, code => code.State);

    public async Task<OpeningId> OpenAsync(DepotId depot) =>
        TenantRig.Value(await Tenants.InAsync<OpenCompartment, Outcome<OpeningId>>(Tenant, open => open.HandleAsync(
            new OpenRequest(depot, 2, "Test", OpenWhen.Now, Guid.NewGuid()), Ct)));

    public async Task<OpeningState> StateAsync(OpeningId opening) =>
        TenantRig.Value(await Tenants.InAsync<ListOpenings, Outcome<OpeningView>>(
            Tenant, list => list.HandleAsync(opening, Ct))).State;

    /// <summary>The codes that stand in a depot's table.</summary>
    public Task<string> CodesInTableAsync(long controller) => Tenants.ScalarAsync<string>(Fleet, $"""
        select coalesce(string_agg((('x' || encode(key, 'hex'))::bit(32)::bigint)::text, ' ' order by key), '')
        from table_records where controller = {controller} and kind = {(int)RecordKind.Code} and value is not null
        """, Ct);

    public Task<string> NumberOfAsync(CodeId code) => Tenants.ScalarAsync<string>(
        Tenant.Database, $"select number::text from access_codes where id = '{code}'", Ct);

    public Task<long> WantedAsync(long controller) => Tenants.ScalarAsync<long>(
        Fleet, $"select table_version_wanted from controllers where number = {controller}", Ct);

    /// <summary>The depot has read what it should have.</summary>
    public Task CheckInAsync() => Tenants.ExecuteAsync(Fleet,
        "update controllers set table_version = table_version_wanted, last_contact = now(), last_check_in = now()", Ct);

    public Task<long> OrderOfAsync(OpeningId opening) => Tenants.ScalarAsync<long>(
        Tenant.Database, $"select order_id from remote_openings where id = '{opening}'", Ct);

    /// <summary>Its deadline has passed by so much, for both databases.</summary>
    public async Task PassDeadlineAsync(OpeningId opening)
    {
        var past = $"deadline = now() - interval '{ForgottenOpenings.Grace.TotalSeconds + 1} s'";
        await Tenants.ExecuteAsync(
            Tenant.Database, $"update remote_openings set {past} where id = '{opening}'", Ct);
        await Tenants.ExecuteAsync(Fleet, $"update orders set {past} where idempotency_key = '{opening}'", Ct);
    }

    /// <summary>The log's entries of a kind, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> LogAsync(string kind) =>
        [.. (await Tenants.LogAsync(Tenant, Ct)).Where(entry => entry.Kind == kind)];

    /// <summary>The numbers of the depots' events in the log, in its order.</summary>
    public Task<string> EventsAsync() => Tenants.ScalarAsync<string>(Tenant.Database, """
        select coalesce(string_agg(detail::json ->> 'event', ' ' order by number), '')
        from audit_entries where actor like 'depot:%'
        """, Ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var image in _images)
            await Tenants.Server.DropAsync(image, CancellationToken.None);
        await Tenants.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    private async Task CopyAsync(string from, string to)
    {
        Tenants.Server.For(from).Clear();
        await Tenants.ExecuteAsync("postgres",
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'", Ct);
        await Tenants.ExecuteAsync("postgres", $"create database {to} template {from}", Ct);
    }

    private FleetGeneration Generation(TemporaryFolder folder) => new(
        Tenants.Fleet, DataFolder.Open(folder.FullPath), new WallClock(), NullLogger<FleetGeneration>.Instance);
}
