using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Time;

namespace Fachwerk.Backend.Depots;

/// <summary>Makes a site. Scoped.</summary>
public sealed class CreateSite(
    TenantDbContext db, AuditTrail audit, TenantCommit commit, SiteZones zones, TimeProvider time)
{
    /// <summary>Characters of the longest name of a site or depot.</summary>
    public const int NameLengthMax = 80;

    /// <summary>Makes it; refuses with <c>name-invalid</c> or <c>time-zone-unknown</c>.</summary>
    public async Task<Outcome<SiteId>> HandleAsync(string name, string timeZone, string actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (string.IsNullOrWhiteSpace(name) || name.Length > NameLengthMax)
            return new Refusal("name-invalid", RefusalSort.Invalid);
        if (!zones.Knows(timeZone))
            return new Refusal("time-zone-unknown", RefusalSort.Invalid);
        var site = new Site
        {
            Id = new SiteId(Guid.CreateVersion7(time.GetUtcNow())),
            Name = name.Trim(),
            TimeZone = timeZone
        };
        db.Add(site);
        audit.Add(AuditKinds.SiteCreated, actor, new { Site = site.Id.Value });
        await commit.SaveAsync(ct);
        return site.Id;
    }
}
