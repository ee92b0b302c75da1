using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>One depot, drawn as a cabinet. Scoped.</summary>
public sealed class ShowDepot(TenantDbContext db, DepotContacts contacts)
{
    /// <summary>Reads it; <c>depot-unknown</c> when the tenant has none of this id.</summary>
    public async Task<Outcome<DepotView>> HandleAsync(DepotId id, CancellationToken ct)
    {
        var depot = await db.Set<Depot>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, ct);
        if (depot is null)
            return new Refusal("depot-unknown", RefusalSort.NotFound);
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(one => one.Id == depot.Site, ct);
        var compartments = await db.Set<Compartment>().AsNoTracking()
            .Where(one => one.Depot == id)
            .OrderBy(one => one.Number)
            .ToListAsync(ct);
        var contact = (await contacts.ReadAsync(ct)).GetValueOrDefault(id, DepotContact.Never);
        var applied = await AppliedEvents.ReadAsync(db, depot.Controller, ct);
        var newer = contact.Doors is { } doors && doors.IsNewerThan(applied) ? doors : null;
        return new DepotView(depot.Id, depot.Name, site.Name, site.TimeZone, depot.Controller, contact,
            compartments.ConvertAll(one => ViewOf(one, newer)));
    }

    // Of events and check-in the newer one tells how a door stands.
    private static CompartmentView ViewOf(Compartment one, DoorReport? newer)
    {
        var door = newer?.Of(one.Number) ?? one.Door;
        return new CompartmentView(one.Number, one.Size, one.Features,
            door, door == one.Door && one.DoorChangedAt is not null ? one.DoorChangedAt : newer?.At,
            one.Process, one.ProcessChangedAt);
    }
}

/// <summary>One depot.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="SiteName">Where it stands.</param>
/// <param name="TimeZone">The site's time zone, an IANA name.</param>
/// <param name="Controller">Its controller's number.</param>
/// <param name="Contact">Its connection and supply.</param>
/// <param name="Compartments">Its compartments by number.</param>
public sealed record DepotView(
    DepotId Id,
    string Name,
    string SiteName,
    string TimeZone,
    long Controller,
    DepotContact Contact,
    IReadOnlyList<CompartmentView> Compartments);

/// <summary>One compartment; door and process are two things.</summary>
/// <param name="Number">1 to 64.</param>
/// <param name="Size">Its size.</param>
/// <param name="Features">What it has beyond its size.</param>
/// <param name="Door">How its door stands.</param>
/// <param name="DoorChangedAt">Since when; null when it was never told.</param>
/// <param name="Process">What is going on.</param>
/// <param name="ProcessChangedAt">Since when.</param>
public sealed record CompartmentView(
    int Number,
    CompartmentSize Size,
    CompartmentFeatures Features,
    DoorState Door,
    DateTimeOffset? DoorChangedAt,
    ProcessState Process,
    DateTimeOffset? ProcessChangedAt);
