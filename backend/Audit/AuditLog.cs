using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Audit;

/// <summary>Reads the tenant's log. Scoped.</summary>
public sealed class AuditLog(TenantDbContext db)
{
    /// <summary>The most entries one call returns.</summary>
    public const int PageMax = 500;

    /// <summary>The number of the newest entry; 0 when there is none.</summary>
    public async Task<long> LastNumberAsync(CancellationToken ct) =>
        await db.Set<AuditEntry>().MaxAsync(entry => (long?)entry.Number, ct) ?? 0;

    /// <summary>The entries after a number, oldest first: what live watchers are told.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AfterAsync(long number, int take, CancellationToken ct) =>
        await db.Set<AuditEntry>().AsNoTracking()
            .Where(entry => entry.Number > number)
            .OrderBy(entry => entry.Number)
            .Take(Math.Clamp(take, 1, PageMax))
            .ToListAsync(ct);

    /// <summary>The entries before a number (null: from the newest), newest first, of one depot or of all.</summary>
    public async Task<IReadOnlyList<AuditEntry>> BeforeAsync(
        long? number, DepotId? depot, int take, CancellationToken ct)
    {
        IQueryable<AuditEntry> entries = db.Set<AuditEntry>().AsNoTracking();
        if (number is not null)
            entries = entries.Where(entry => entry.Number < number);
        if (depot is not null)
            entries = entries.Where(entry => entry.Depot == depot);
        return await entries
            .OrderByDescending(entry => entry.Number)
            .Take(Math.Clamp(take, 1, PageMax))
            .ToListAsync(ct);
    }
}
