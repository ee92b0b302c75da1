using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Fachwerk.Backend.Audit;

/// <summary>Numbers and chains entries under the audit lock, which is held from here to the commit.</summary>
internal static class AuditTable
{
    // "Fachwerk audit": any constant that no other advisory lock of a tenant's database uses.
    private const long LockKey = 0x4661_6175_6469_7401;

    public static async Task AppendAsync(
        TenantDbContext db, IReadOnlyList<AuditDraft> drafts, DateTimeOffset now, CancellationToken ct)
    {
        var (number, hash) = await LockAsync(db, ct);
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

    // One round trip, and two statements: the second must see what was committed while the first waited.
    private static async Task<(long Number, byte[] Hash)> LockAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(
            (NpgsqlConnection)db.Database.GetDbConnection(),
            (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        batch.Add("select pg_advisory_xact_lock($1)").With(LockKey);
        batch.Add("select number, hash from audit_entries order by number desc limit 1");
        await using var row = await batch.ExecuteReaderAsync(ct);
        await row.NextResultAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : (0, AuditChain.Start);
    }
}
