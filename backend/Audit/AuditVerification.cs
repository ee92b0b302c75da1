using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Audit;

/// <summary>
/// Checks a tenant's whole log: numbers without gaps, every hash what the entries say. That finds damage and whoever
/// changed lines by hand. It does not find who cut the log's end or hashed all anew: nothing outside the table says
/// what it was. Scoped.
/// </summary>
public sealed class AuditVerification(TenantDbContext db)
{
    /// <summary>Reads every entry once.</summary>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken ct)
    {
        var expected = 1L;
        var previous = AuditChain.Start;
        var entries = db.Set<AuditEntry>().AsNoTracking().OrderBy(entry => entry.Number).AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(ct))
        {
            if (entry.Number != expected)
                return new AuditVerdict(expected - 1, expected);
            previous = AuditChain.Hash(previous, entry);
            if (!previous.AsSpan().SequenceEqual(entry.Hash))
                return new AuditVerdict(expected - 1, expected);
            expected++;
        }

        return new AuditVerdict(expected - 1, null);
    }
}

/// <summary>What a check of the log found.</summary>
/// <param name="Sound">Entries from the first on that fit together.</param>
/// <param name="FirstBroken">The number at which the chain breaks; null when it holds.</param>
public sealed record AuditVerdict(long Sound, long? FirstBroken);
