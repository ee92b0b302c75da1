using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Time;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>
/// Tells depots their settings anew when they would be told otherwise now, whatever the reason: time has passed, the
/// site is another, the rules of its zone have changed. Scoped.
/// </summary>
public sealed class SettingsRenewal(SiteZones zones, OutboxWriter outbox, AuditTrail audit)
{
    /// <summary>Depots told in one turn of a tenant: what they know is good for years, a new year is no herd.</summary>
    public const int PortionMax = 200;

    /// <summary>Tells one portion; never saves.</summary>
    public async Task RunAsync(TenantDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var groups = await db.Set<Depot>().AsNoTracking()
            .Join(db.Set<Site>(), depot => depot.Site, site => site.Id,
                (depot, site) => new { depot.Site, site.TimeZone, depot.BootSpreadSeconds })
            .Distinct().ToListAsync(ct);
        var left = PortionMax;
        foreach (var group in groups.TakeWhile(_ => left > 0))
        {
            var settings = DepotSettings.Of(zones.Find(group.TimeZone), group.BootSpreadSeconds, now);
            var told = DepotSettings.Joined(settings);
            var depots = await db.Set<Depot>()
                .Where(depot => depot.Site == group.Site && depot.BootSpreadSeconds == group.BootSpreadSeconds)
                .Where(depot => depot.SettingsTold == null || depot.SettingsTold != told)
                .OrderBy(depot => depot.Id).Take(left).ToListAsync(ct);
            foreach (var depot in depots)
                Tell(depot, settings, told, now);
            left -= depots.Count;
        }
    }

    private void Tell(Depot depot, SortedDictionary<SettingKey, byte[]> settings, byte[] told, DateTimeOffset now)
    {
        var gone = DepotSettings.KeysOf(depot.SettingsTold ?? []).Except(settings.Keys);
        TablePayload.Item[] changes = [.. DepotTable.Of([], settings), .. gone.Select(DepotTable.Remove)];
        outbox.Add(DepotTableDelivery.KindName, DepotStream.Of(depot.Controller), Guid.CreateVersion7(now),
            new TablePayload(depot.Controller, changes) { Subject = depot.Id.Value });
        audit.Add(AuditKinds.SettingsRenewed, Actor.System, new { depot.Controller }, depot.Id);
        depot.SettingsTold = told;
    }
}
