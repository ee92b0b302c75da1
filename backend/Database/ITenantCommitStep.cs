namespace Fachwerk.Backend.Database;

/// <summary>Work that belongs at the very end of a tenant's transaction. Scoped, one instance a use case.</summary>
public interface ITenantCommitStep
{
    /// <summary>Steps run in this order; the audit, whose lock is taken last, has the highest.</summary>
    int Order { get; }

    /// <summary>Writes what is left to write; the transaction is open and the state is saved.</summary>
    Task BeforeCommitAsync(TenantDbContext db, CancellationToken ct);

    /// <summary>The transaction is committed: wake whoever waits. Must not throw.</summary>
    void AfterCommit();
}
