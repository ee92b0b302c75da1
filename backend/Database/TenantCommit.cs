using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Database;

/// <summary>
/// The one way a use case ends: state, audit entries and outbox rows in one transaction, the steps that want to be
/// last at its end, and the signals after it.
/// </summary>
public sealed class TenantCommit(TenantDbContext db, IEnumerable<ITenantCommitStep> steps)
{
    private readonly ITenantCommitStep[] _steps = [.. steps.OrderBy(step => step.Order)];

    /// <summary>Commits what the scope's context has tracked; nothing of it stays if this throws.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        var open = db.Database.CurrentTransaction;
        await using var own = open is null ? await db.Database.BeginTransactionAsync(ct) : null;
        await db.SaveChangesAsync(ct);
        foreach (var step in _steps)
            await step.BeforeCommitAsync(db, ct);
        await (open ?? own!).CommitAsync(ct);
        foreach (var step in _steps)
            step.AfterCommit();
    }
}
