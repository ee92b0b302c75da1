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
        var found = await db.Set<AccessCode>().SingleOrDefaultAsync(one => one.Id == code && one.Depot == depot, ct);
        if (found is null)
            return new Refusal("code-unknown", RefusalSort.NotFound);
        if (found.RevokedAt is not null)
            return found.Id;
        var now = time.GetUtcNow();
        found.RevokedAt = now;
        outbox.Add(CodeDelivery.KindName, DepotStream.Of(found.Controller), Guid.CreateVersion7(now),
            CodeTable.Remove(found));
        audit.Add(AuditKinds.CodeRevoked, Actor.User(by), new { Code = found.Number }, found.Depot, found.Compartment);
        await commit.SaveAsync(ct);
        return found.Id;
    }
}
