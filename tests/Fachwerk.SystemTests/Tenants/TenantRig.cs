using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Reconciliation;
using Fachwerk.Backend.Secrets;
using Fachwerk.Backend.Tenants;
using Fachwerk.Backend.Time;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Fachwerk.SystemTests.Tenants;

/// <summary>
/// The tenant plane on a fresh fleet and fresh tenants, without pages and gateway. Relays run only when a test says.
/// </summary>
public sealed class TenantRig : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private readonly bool _ownsDatabases;

    private TenantRig(ServiceProvider services, bool ownsDatabases)
    {
        _services = services;
        _ownsDatabases = ownsDatabases;
    }

    public IServiceProvider Services => _services;

    public FleetDatabase Fleet => _services.GetRequiredService<FleetDatabase>();

    public DatabaseServer Server => _services.GetRequiredService<DatabaseServer>();

    public TenantScopes Scopes => _services.GetRequiredService<TenantScopes>();

    public EventRelay EventRelay => _services.GetRequiredService<EventRelay>();

    public OutboxRelay OutboxRelay => _services.GetRequiredService<OutboxRelay>();

    public FleetInbox Inbox => new(Fleet);

    public static async Task<TenantRig> MakeAsync(
        PostgresFixture postgres, CancellationToken ct, Action<IServiceCollection>? change = null)
    {
        var rig = new TenantRig(Build(postgres.NewServer(), postgres.Time, change), ownsDatabases: true);
        await rig.Fleet.PrepareAsync(ct);
        return rig;
    }

    /// <summary>The tenant plane on databases that a backend or another rig made: a second node.</summary>
    public static TenantRig Attach(
        DatabaseServer server, TimeProvider time, Action<IServiceCollection>? change = null) =>
        new(Build(server, time, change), ownsDatabases: false);

    private static ServiceProvider Build(
        DatabaseServer server, TimeProvider time, Action<IServiceCollection>? change)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time);
        services.AddSingleton(server);
        services.AddSingleton(new MasterKey(new byte[32]));
        services.AddSiteZones(Path.GetTempPath());
        services.AddFleet();
        services.AddOutbox();
        services.AddTenants();
        services.AddTenantIdentity();
        services.AddAudit();
        services.AddDepots();
        services.AddCodes();
        services.AddReconciliation();
        services.RemoveAll<IHostedService>();
        change?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    public async Task<Tenant> NewTenantAsync(string slug, CancellationToken ct)
    {
        var outcome = await _services.GetRequiredService<CreateTenant>().HandleAsync(slug, $"Tenant {slug}", ct);
        return Value(outcome);
    }

    /// <summary>Runs a use case in a scope of its own.</summary>
    public async Task<T> InAsync<TCase, T>(Tenant tenant, Func<TCase, Task<T>> run)
        where TCase : notnull
    {
        await using var scope = Scopes.Open(tenant);
        return await run(scope.ServiceProvider.GetRequiredService<TCase>());
    }

    public async Task<CreatedDepot> NewDepotAsync(Tenant tenant, CancellationToken ct, int compartments = 8)
    {
        var site = await InAsync<CreateSite, Outcome<SiteId>>(
            tenant, create => create.HandleAsync("Site", "Europe/Berlin", Actor.System, ct));
        var wanted = Enumerable.Repeat(
            new NewCompartment(CompartmentSize.Small, CompartmentFeatures.None), compartments).ToList();
        return Value(await InAsync<CreateDepot, Outcome<CreatedDepot>>(tenant, create => create.HandleAsync(
            new CreateDepotRequest(Value(site), "Depot", wanted, Actor.System), ct)));
    }

    /// <summary>Runs the tenant's relays until nothing is left.</summary>
    public async Task RelayAsync(Tenant tenant, CancellationToken ct)
    {
        RelayResult down, up;
        do
        {
            down = await OutboxRelay.RunAsync(tenant, ct);
            up = await EventRelay.RunAsync(tenant, retry: true, ct);
        }
        while (down == RelayResult.More || up == RelayResult.More);
    }

    public Task<AuditVerdict> VerifyAuditAsync(Tenant tenant, CancellationToken ct) =>
        InAsync<AuditVerification, AuditVerdict>(tenant, audit => audit.VerifyAsync(ct));

    public Task<IReadOnlyList<AuditEntry>> LogAsync(Tenant tenant, CancellationToken ct) =>
        InAsync<AuditLog, IReadOnlyList<AuditEntry>>(tenant, log => log.AfterAsync(0, AuditLog.PageMax, ct));

    public async Task<T> ScalarAsync<T>(string database, string sql, CancellationToken ct)
    {
        await using var command = Server.For(database).CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task ExecuteAsync(string database, string sql, CancellationToken ct)
    {
        await using var command = Server.For(database).CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static T Value<T>(Outcome<T> outcome)
        where T : notnull =>
        outcome.TryGet(out var value, out var refusal) ? value : throw new InvalidOperationException(refusal.Code);

    public static string? CodeOf<T>(Outcome<T> outcome)
        where T : notnull =>
        outcome.TryGet(out _, out var refusal) ? null : refusal.Code;

    public async ValueTask DisposeAsync()
    {
        if (!_ownsDatabases)
            return;
        var tenants = await _services.GetRequiredService<TenantCatalogue>().ListAsync(CancellationToken.None);
        foreach (var tenant in tenants)
            await Server.DropAsync(tenant.Database, CancellationToken.None);
        await Server.DropAsync(Fleet.Name, CancellationToken.None);
    }
}
