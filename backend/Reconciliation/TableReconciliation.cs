using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Time;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// Makes the fleet's table of a depot say what the tenant knows, where it does not. One line of each side tells; only
/// where the lines differ are the codes compared one by one. What has to be written is one version. Scoped.
/// </summary>
internal sealed class TableReconciliation(
    TenantContext tenant, TableInventory inventory, TableStore tables, UnmatchedControllers unmatched,
    AuditTrail audit, SiteZones zones, TimeProvider time, ILogger<TableReconciliation> log)
{
    /// <summary>Depots compared in one transaction.</summary>
    public const int ComparedMax = 250;

    /// <summary>Tables written in one transaction: meanwhile a click of this tenant waits.</summary>
    public const int WrittenMax = 10;

    /// <summary>Goes on behind the mark.</summary>
    /// <returns>How far it came, and whether all depots are gone through; null when the fleet's generation has
    /// risen meanwhile, so that nothing of this may stay.</returns>
    public async Task<(long UpTo, bool IsAll)?> RunAsync(
        TenantDbContext db, ReconciliationMark mark, CancellationToken ct)
    {
        var here = await TenantTables.ReadAsync(db, mark.UpTo, ComparedMax, ct);
        var (generation, there) = await inventory.SummariesAsync(
            tenant.Number, [.. here.Select(one => one.Controller)], ct);
        if (generation != mark.Generation)
            return null;
        var (upTo, written) = (mark.UpTo, 0);
        foreach (var one in here)
        {
            if (!there.TryGetValue(one.Controller, out var held))
            {
                await unmatched.ForgetAsync(one, db, ct);
            }
            else if (held.IsActive && !one.IsAsIn(held))
            {
                if (written++ == WrittenMax)
                    return (upTo, false);
                if (!await TryBringInLineAsync(one, one.HasDepotAsIn(held), mark, db, ct))
                    return null;
            }

            upTo = one.Controller;
        }

        return (upTo, here.Count < ComparedMax);
    }

    private async Task<bool> TryBringInLineAsync(
        KnownTable one, bool hasDepot, ReconciliationMark mark, TenantDbContext db, CancellationToken ct)
    {
        try
        {
            return await BringInLineAsync(one, hasDepot, mark, db, ct);
        }
        catch (Exception cause) when (!RelayFaults.IsOfTheWorld(cause))
        {
            // One depot must not keep the others from being brought in line.
            ReconciliationLog.TableFailed(log, tenant.Number, one.Controller, cause.GetType().Name);
            audit.Add(AuditKinds.TableNotRestored, Actor.System, new { one.Controller }, one.Depot);
            return true;
        }
    }

    private async Task<bool> BringInLineAsync(
        KnownTable one, bool hasDepot, ReconciliationMark mark, TenantDbContext db, CancellationToken ct)
    {
        var (generation, held) = await inventory.CodesAsync(one.Controller, ct);
        if (generation != mark.Generation)
            return false;
        var now = time.GetUtcNow();
        var steps = new CodeSteps(await CodesAsync(one.Controller, held, db, ct), held, mark, now);
        var depot = hasDepot ? null : await DepotTableAsync(one.Depot, db, now, ct);
        TableChange[] changes = [.. depot?.Changes ?? [], .. steps.Changes];
        var version = 0L;
        // The fleet first: if this commit is lost, the next comparison finds the table as it should be.
        foreach (var portion in changes.Chunk(TableStore.ChangesMax))
            version = await tables.ApplyAsync(one.Controller, portion, Guid.NewGuid(), ct);
        if (depot is not null)
            depot.Depot.TableVersion = version;
        steps.Note(version, now);
        foreach (var code in steps.Of(CodeStep.Revoke))
            audit.Add(AuditKinds.CodeRevoked, Actor.System, new { Code = code.Number }, code.Depot, code.Compartment);
        if (changes.Length == 0)
            return true;
        audit.Add(AuditKinds.TableRestored, Actor.System, new
        {
            one.Controller,
            Depot = depot is not null,
            CodesPut = steps.Of(CodeStep.Put).Count,
            CodesRemoved = steps.Of(CodeStep.Remove).Count,
            CodesUnknown = steps.Unknown
        }, one.Depot);
        ReconciliationLog.TableRestored(log, tenant.Number, one.Controller, changes.Length);
        return true;
    }

    // Codes that left long ago and stand nowhere are left where they are.
    private static Task<List<AccessCode>> CodesAsync(
        long controller, IReadOnlyDictionary<long, HeldCode> held, TenantDbContext db, CancellationToken ct)
    {
        var numbers = held.Keys.ToArray();
        return db.Set<AccessCode>()
            .Where(code => code.Controller == controller)
            .Where(code => code.RevokedAt == null && code.LeftAt == null || numbers.Contains(code.Number))
            .ToListAsync(ct);
    }

    private async Task<DepotRecords> DepotTableAsync(
        DepotId id, TenantDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var depot = await db.Set<Depot>().SingleAsync(one => one.Id == id, ct);
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(one => one.Id == depot.Site, ct);
        var compartments = await db.Set<Compartment>().AsNoTracking()
            .Where(one => one.Depot == id).OrderBy(one => one.Number).ToListAsync(ct);
        var settings = DepotSettings.Of(zones.Find(site.TimeZone), depot.BootSpreadSeconds, now);
        var records = DepotTable.Of(compartments, settings);
        depot.SettingsTold = DepotSettings.Joined(settings);
        return new DepotRecords(depot, new TablePayload(depot.Controller, records).ToChanges());
    }

    private sealed record DepotRecords(Depot Depot, IReadOnlyList<TableChange> Changes);
}
