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
    /// <summary>Depots of one portion of a turn.</summary>
    public const int PortionMax = DoorComparison.ComparedMax;

    /// <summary>Compares the doors of these controllers.</summary>
    public async Task<Renewed> CompareAsync(
        Tenant tenant, IReadOnlyCollection<long> controllers, CancellationToken ct) =>
        await RunAsync(tenant, await connections.ReadAsync(tenant.Number, controllers, ct), null, ct);

    /// <summary>
    /// A portion of a turn: compares the doors of the next depots, and tells one portion of settings.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="after">The controller after which it goes on.</param>
    /// <param name="telling">The time by which settings are told; null: none are.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Renewed> RunTurnAsync(Tenant tenant, long after, DateTimeOffset? telling, CancellationToken ct)
    {
        var told = await connections.ReadAfterAsync(tenant.Number, after, PortionMax, ct);
        var renewed = await RunAsync(tenant, told, telling, ct);
        return renewed with
        {
            GoesOnAfter = !renewed.IsDone ? after : told.Count == PortionMax ? told[^1].Controller : null
        };
    }

    // What was told is read before the claim, which the relays wait for: what events have gone beyond by then is not
    // compared.
    private async Task<Renewed> RunAsync(
        Tenant tenant, IReadOnlyList<DepotConnection> told, DateTimeOffset? telling, CancellationToken ct)
    {
        await using var scope = scopes.Open(tenant);
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<TenantDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await RelayTables.TryClaimAsync(db, ct))
            return new Renewed(IsDone: false, [.. told.Select(one => one.Controller)]);
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
internal sealed record Renewed(bool IsDone, IReadOnlyCollection<long> Behind)
{
    /// <summary>Of a turn: the controller after which the next portion begins; null = there is none.</summary>
    public long? GoesOnAfter { get; init; }
}
