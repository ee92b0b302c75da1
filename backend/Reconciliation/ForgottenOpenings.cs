using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// Ends remote openings whose order the fleet has forgotten. Whether the depot was told, and what it did, is not known;
/// what its journal still tells overrules the end. Scoped.
/// </summary>
internal sealed class ForgottenOpenings(OrderLookup orders, AuditTrail audit, TimeProvider time)
{
    /// <summary>Openings looked at in one transaction.</summary>
    public const int TakeMax = 500;

    /// <summary>An answer given at the deadline has so long to arrive.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Ends those whose deadline has passed.</summary>
    /// <returns>When the next one's will have; null when there is none under way.</returns>
    public async Task<DateTimeOffset?> EndAsync(TenantDbContext db, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var underWay = await db.Set<RemoteOpening>()
            .Where(one => one.End == OpeningEnd.None && one.PulsedAt == null && one.DoorOpenedAt == null)
            .OrderBy(one => one.Deadline)
            .Take(TakeMax)
            .ToListAsync(ct);
        var late = underWay.Where(one => one.Deadline + Grace <= now).ToList();
        var forgotten = late.Count == 0 ? [] : await ForgottenAsync(late, db, ct);
        foreach (var opening in forgotten)
        {
            opening.End = OpeningEnd.Unknown;
            opening.EndedAt = now;
            audit.AddOpeningStep(opening, OpeningState.Unknown, Actor.System, now);
        }

        return underWay.Count > late.Count ? underWay[late.Count].Deadline + Grace : null;
    }

    // What the outbox holds is delivered or expires there; what the fleet knows it will tell.
    private async Task<List<RemoteOpening>> ForgottenAsync(
        List<RemoteOpening> late, TenantDbContext db, CancellationToken ct)
    {
        var keys = late.Select(one => one.Id.Value).ToList();
        var waiting = await db.Set<OutboxRow>().AsNoTracking()
            .Where(row => keys.Contains(row.Key)).Select(row => row.Key).ToListAsync(ct);
        var known = await orders.KnownAsync(keys, ct);
        return late.FindAll(one => !waiting.Contains(one.Id.Value) && !known.Contains(one.Id.Value));
    }
}
