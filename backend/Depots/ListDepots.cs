using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>All depots of the tenant at a glance. Scoped.</summary>
public sealed class ListDepots(TenantDbContext db, DepotContacts contacts)
{
    /// <summary>Reads them, by site and name.</summary>
    public async Task<IReadOnlyList<DepotSummary>> HandleAsync(CancellationToken ct)
    {
        var depots = await db.Set<Depot>().AsNoTracking()
            .Join(db.Set<Site>(), depot => depot.Site, site => site.Id, (depot, site) => new
            {
                depot.Id,
                depot.Name,
                SiteName = site.Name
            })
            .OrderBy(depot => depot.SiteName).ThenBy(depot => depot.Name)
            .ToListAsync(ct);
        var counts = await db.Set<Compartment>().AsNoTracking()
            .GroupBy(compartment => compartment.Depot)
            .Select(group => new
            {
                Depot = group.Key,
                All = group.Count(),
                Open = group.Count(one => one.Door == DoorState.Open),
                Troubled = group.Count(one => one.Process == ProcessState.Blocked
                    || one.Process == ProcessState.BreakIn || one.Process == ProcessState.LeftOpen)
            })
            .ToDictionaryAsync(group => group.Depot, ct);
        var contact = await contacts.ReadAsync(ct);
        return depots.ConvertAll(depot =>
        {
            var count = counts.GetValueOrDefault(depot.Id);
            return new DepotSummary(depot.Id, depot.Name, depot.SiteName,
                contact.GetValueOrDefault(depot.Id, DepotContact.Never),
                count?.All ?? 0, count?.Open ?? 0, count?.Troubled ?? 0);
        });
    }
}

/// <summary>A depot at a glance.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="SiteName">Where it stands.</param>
/// <param name="Contact">Its connection and supply.</param>
/// <param name="Compartments">How many it has.</param>
/// <param name="OpenDoors">How many stand open.</param>
/// <param name="Troubled">How many are blocked, broken into or left open.</param>
public sealed record DepotSummary(
    DepotId Id, string Name, string SiteName, DepotContact Contact, int Compartments, int OpenDoors, int Troubled);
