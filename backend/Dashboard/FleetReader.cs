using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Dashboard;

/// <summary>Reads the depots of the tenant at a glance. Scoped.</summary>
public sealed class FleetReader(TenantDbContext db, DepotContacts contacts)
{
    /// <summary>All depots by site and name, or those among <paramref name="only"/>.</summary>
    public async Task<IReadOnlyList<FleetRow>> ReadAsync(IReadOnlyCollection<DepotId>? only, CancellationToken ct)
    {
        var depots = db.Set<Depot>().AsNoTracking();
        var compartments = db.Set<Compartment>().AsNoTracking();
        if (only is not null)
        {
            depots = depots.Where(depot => only.Contains(depot.Id));
            compartments = compartments.Where(compartment => only.Contains(compartment.Depot));
        }

        var rows = await depots
            .Join(db.Set<Site>(), depot => depot.Site, site => site.Id, (depot, site) => new
            {
                depot.Id,
                depot.Name,
                SiteName = site.Name,
                site.TimeZone
            })
            .OrderBy(row => row.SiteName).ThenBy(row => row.Name)
            .ToListAsync(ct);
        var counts = (await compartments
            .GroupBy(compartment => new { compartment.Depot, compartment.Process, compartment.Door })
            .Select(group => new { group.Key.Depot, group.Key.Process, group.Key.Door, Count = group.Count() })
            .ToListAsync(ct)).ToLookup(count => count.Depot);
        var contact = await contacts.ReadAsync(ct);
        var applied = await AppliedEvents.ReadAsync(db, null, ct);
        return rows.ConvertAll(row => new FleetRow(
            row.Id, row.Name, row.SiteName, row.TimeZone, contact.GetValueOrDefault(row.Id, DepotContact.Never),
            counts[row.Id].Sum(count => count.Count),
            counts[row.Id].Where(count => ToneOf(count.Process) == "Quiet").Sum(count => count.Count),
            counts[row.Id].Where(count => ToneOf(count.Process) == "Notice").Sum(count => count.Count),
            counts[row.Id].Where(count => ToneOf(count.Process) == "Off").Sum(count => count.Count),
            counts[row.Id].Where(count => ToneOf(count.Process) == "Trouble").Sum(count => count.Count),
            contact.GetValueOrDefault(row.Id)?.Doors is { } doors && doors.IsNewerThan(applied)
                ? doors.OpenCount
                : counts[row.Id].Where(count => count.Door == DoorState.Open).Sum(count => count.Count)));
    }

    private static string ToneOf(ProcessState process) => CompartmentPresenter.ToneOf(process);
}

/// <summary>A depot at a glance, in figures.</summary>
public sealed record FleetRow(
    DepotId Depot,
    string Name,
    string Site,
    string TimeZone,
    DepotContact Contact,
    int Compartments,
    int Ready,
    int InUse,
    int Off,
    int Troubled,
    int DoorsOpen);
