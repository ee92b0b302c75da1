using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Time;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>Makes a depot and enrols its controller. Scoped.</summary>
public sealed class CreateDepot(
    TenantDbContext db, TenantContext tenant, ControllerRegistry controllers, AuditTrail audit, OutboxWriter outbox,
    TenantCommit commit, SiteZones zones, TimeProvider time)
{
    /// <summary>Makes it; its compartments and settings go into its table.</summary>
    /// <returns>The depot with its controller's identity, which is never shown again; or <c>site-unknown</c>,
    /// <c>name-invalid</c>, <c>compartments-invalid</c>.</returns>
    public async Task<Outcome<CreatedDepot>> HandleAsync(CreateDepotRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > CreateSite.NameLengthMax)
            return new Refusal("name-invalid", RefusalSort.Invalid);
        if (request.Compartments.Count is < 1 or > Limits.CompartmentMax)
            return new Refusal("compartments-invalid", RefusalSort.Invalid);
        var site = await db.Set<Site>().SingleOrDefaultAsync(one => one.Id == request.Site, ct);
        if (site is null)
            return new Refusal("site-unknown", RefusalSort.NotFound);

        var now = time.GetUtcNow();
        var id = DepotId.New(now);
        // The fleet first: a controller whose depot never comes to be is never flashed and never calls.
        var identity = await controllers.EnrolAsync(tenant.Number, id.Value, request.Compartments.Count, ct);
        var spread = (int?)request.BootSpread?.TotalSeconds;
        var settings = DepotSettings.Of(zones.Find(site.TimeZone), spread, now);
        var depot = new Depot
        {
            Id = id,
            Site = site.Id,
            Name = request.Name.Trim(),
            Controller = identity.Controller,
            CreatedAt = now,
            BootSpreadSeconds = spread,
            SettingsTold = DepotSettings.Joined(settings)
        };
        var compartments = request.Compartments.Select((one, i) => new Compartment
        {
            Depot = id,
            Number = (short)(i + 1),
            Size = one.Size,
            Features = one.Features
        }).ToList();
        db.Add(depot);
        db.AddRange(compartments);
        var records = DepotTable.Of(compartments, settings);
        outbox.Add(DepotTableDelivery.KindName, DepotStream.Of(identity.Controller), Guid.CreateVersion7(now),
            new TablePayload(identity.Controller, records) { Subject = id.Value });
        audit.Add(AuditKinds.DepotCreated, request.Actor,
            new { identity.Controller, Compartments = compartments.Count }, id);
        await commit.SaveAsync(ct);
        return new CreatedDepot(id, identity);
    }
}

/// <summary>What <see cref="CreateDepot"/> needs.</summary>
/// <param name="Site">Where it stands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Compartments">Its compartments, 1 to 64, from number 1 on.</param>
/// <param name="Actor">Who makes it, from <see cref="Audit.Actor"/>.</param>
public sealed record CreateDepotRequest(
    SiteId Site, string Name, IReadOnlyList<NewCompartment> Compartments, string Actor)
{
    /// <summary>Over what its first check-ins are spread after a boot, 0 to 600 s; null leaves it at 60 s.</summary>
    public TimeSpan? BootSpread { get; init; }
}

/// <summary>A compartment to be.</summary>
public sealed record NewCompartment(CompartmentSize Size, CompartmentFeatures Features);

/// <summary>A depot that was just made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Identity">What its controller must be given; held nowhere else in the clear.</param>
public sealed record CreatedDepot(DepotId Id, EnrolledIdentity Identity);
