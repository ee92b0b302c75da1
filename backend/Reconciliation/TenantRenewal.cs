using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// Renews what a tenant's records derive from others: doors from check-ins, depots' settings from their sites, the
/// rules of time zones and the year. Under the relays' claim, so that no event is applied meanwhile.
/// </summary>
internal sealed class TenantRenewal(TenantScopes scopes, DepotConnections connections)
{
    /// <summary>Compares doors and tells one portion of settings.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="controllers">Those whose doors are compared; null: all.</param>
    /// <param name="telling">The time by which settings are told; null: none are.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Renewed> RunAsync(
        Tenant tenant, IReadOnlyCollection<long>? controllers, DateTimeOffset? telling, CancellationToken ct)
    {
        // Read before the claim, which the relays wait for: what events have gone beyond by then is not compared.
        var told = await connections.ReadAsync(tenant.Number, controllers, ct);
        await using var scope = scopes.Open(tenant);
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<TenantDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await RelayTables.TryClaimAsync(db, ct))
            return new Renewed(IsDone: false, controllers ?? []);
        await services.GetRequiredService<DoorComparison>().RunAsync(told, db, ct);
        if (telling is { } now)
            await services.GetRequiredService<SettingsRenewal>().RunAsync(db, now, ct);
        var applied = await RelayTables.CursorsAsync(db, ct);
        await services.GetRequiredService<TenantCommit>().SaveAsync(ct);
        return new Renewed(IsDone: true, [.. told
            .Where(one => one.LastEvent > applied.GetValueOrDefault(one.Controller).Event)
            .Select(one => one.Controller)]);
    }
}

/// <summary>How it ended.</summary>
/// <param name="IsDone">False when the relays have the tenant.</param>
/// <param name="Behind">Controllers whose events lag behind their check-in: they can be compared later.</param>
internal sealed record Renewed(bool IsDone, IReadOnlyCollection<long> Behind);
