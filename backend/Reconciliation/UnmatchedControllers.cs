using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>Controllers that only one of tenant and fleet knows. Scoped.</summary>
internal sealed class UnmatchedControllers(
    TenantContext tenant, TableInventory inventory, ControllerRegistry registry, AuditTrail audit, TimeProvider time,
    ILogger<UnmatchedControllers> log)
{
    /// <summary>Controllers of which a run tells that only the fleet knows them.</summary>
    public const int OthersMax = 100;

    /// <summary>
    /// The fleet has lost a depot's controller and with it its keys: nothing it sends is heard again, and nothing gets
    /// to it. Its codes say so, and the log does once.
    /// </summary>
    public async Task ForgetAsync(KnownTable one, TenantDbContext db, CancellationToken ct)
    {
        await db.Set<AccessCode>()
            .Where(code => code.Controller == one.Controller && !code.Failed)
            .Where(code => code.RemoveVersion == null)
            .ExecuteUpdateAsync(change => change.SetProperty(code => code.Failed, true), ct);
        if (!await IsNewAsync(one.Controller, db, ct))
            return;
        audit.Add(AuditKinds.ControllerForgotten, Actor.System, new { one.Controller }, one.Depot);
        ReconciliationLog.ControllerForgotten(log, tenant.Number, one.Controller);
    }

    /// <summary>
    /// The fleet has controllers that the tenant has not. One whose depot has a later one is revoked, as it was before;
    /// of another one's depot the log tells once.
    /// </summary>
    public async Task TellOfOthersAsync(TenantDbContext db, CancellationToken ct)
    {
        var depots = await db.Set<Depot>().AsNoTracking()
            .Select(depot => new { depot.Id, depot.Controller }).ToListAsync(ct);
        var others = await inventory.OthersAsync(
            tenant.Number, [.. depots.Select(depot => depot.Controller)], OthersMax, ct);
        var present = depots.ToDictionary(depot => depot.Id, depot => depot.Controller);
        foreach (var (controller, id) in others)
        {
            var depot = new DepotId(id);
            if (present.TryGetValue(depot, out var later) && later > controller)
                await registry.RevokeAsync(id, ct);
            if (!await IsNewAsync(controller, db, ct))
                continue;
            audit.Add(AuditKinds.ControllerUnknown, Actor.System, new { controller }, depot);
            ReconciliationLog.ControllerUnknown(log, tenant.Number, controller);
        }
    }

    private async Task<bool> IsNewAsync(long controller, TenantDbContext db, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, """
            insert into unmatched_controllers (controller, noted_at) values ($1, $2)
            on conflict (controller) do nothing
            """);
        return await command.With(controller).With(time.GetUtcNow()).ExecuteNonQueryAsync(ct) == 1;
    }
}
