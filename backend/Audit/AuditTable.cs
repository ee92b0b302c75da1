using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Audit;

/// <summary>Numbers and chains entries under the audit lock, which is held from here to the commit.</summary>
internal static class AuditTable
{
    // "Fachwerk audit": any constant that no other advisory lock of a tenant's database uses.
    private const long LockKey = 0x4661_6175_6469_7401;

    public static async Task AppendAsync(
        TenantDbContext db, IReadOnlyList<AuditDraft> drafts, DateTimeOffset now, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey})", ct);
        var last = await db.Set<AuditEntry>().AsNoTracking()
            .OrderByDescending(entry => entry.Number)
            .Select(entry => new { entry.Number, entry.Hash })
            .FirstOrDefaultAsync(ct);
        var number = last?.Number ?? 0;
        var hash = last?.Hash ?? AuditChain.Start;
        var recordedAt = AuditChain.Whole(now);
        var entries = new List<AuditEntry>(drafts.Count);
        foreach (var draft in drafts)
        {
            number++;
            var at = AuditChain.Whole(draft.At ?? now);
            hash = AuditChain.Hash(hash, number, at, recordedAt, draft.Kind, draft.Depot, draft.Compartment,
                draft.Actor, draft.Detail);
            entries.Add(new AuditEntry
            {
                Number = number,
                At = at,
                RecordedAt = recordedAt,
                Kind = draft.Kind,
                Depot = draft.Depot,
                Compartment = draft.Compartment,
                Actor = draft.Actor,
                Detail = draft.Detail,
                Hash = hash
            });
        }

        db.AddRange(entries);
        await db.SaveChangesAsync(ct);
        foreach (var entry in entries)
            db.Entry(entry).State = EntityState.Detached;
    }
}
