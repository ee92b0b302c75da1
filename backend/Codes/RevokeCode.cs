using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Codes;

/// <summary>Takes a code back. Scoped.</summary>
public sealed class RevokeCode(
    TenantDbContext db, AuditTrail audit, OutboxWriter outbox, TenantCommit commit, TimeProvider time)
{
    /// <summary>Revokes it; a second time changes nothing.</summary>
    /// <returns>The code's id, or <c>code-unknown</c>.</returns>
    public async Task<Outcome<CodeId>> HandleAsync(DepotId depot, CodeId code, Guid by, CancellationToken ct)
    {
        var found = await db.Set<AccessCode>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == code && one.Depot == depot, ct);
        if (found is null)
            return new Refusal("code-unknown", RefusalSort.NotFound);
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var revoked = await db.Set<AccessCode>()
            .Where(one => one.Id == code && one.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now), ct);
        if (revoked == 0)
            return found.Id;
        // Ahead of everything that is on its way to the table, and whatever becomes of that.
        if (found.RemoveVersion is null)
            outbox.Add(CodeDelivery.KindName, DepotStream.RevocationsOf(found.Controller), Guid.CreateVersion7(now),
                CodeTable.Remove(found), urgent: true);
        audit.Add(AuditKinds.CodeRevoked, Actor.User(by), new { Code = found.Number }, found.Depot, found.Compartment);
        await commit.SaveAsync(ct);
        return found.Id;
    }
}
