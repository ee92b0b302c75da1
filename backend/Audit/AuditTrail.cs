using System.Text.Json;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Audit;

/// <summary>Collects the audit entries of a use case and writes them last, just before its commit. Scoped.</summary>
public sealed class AuditTrail(TenantContext tenant, TenantSignals signals, TimeProvider time) : ITenantCommitStep
{
    private readonly List<AuditDraft> _drafts = [];
    private bool _wrote;

    /// <inheritdoc/>
    public int Order => int.MaxValue;

    /// <summary>Adds an entry to the use case's transaction.</summary>
    /// <param name="kind">One of <see cref="AuditKinds"/>.</param>
    /// <param name="actor">From <see cref="Actor"/>.</param>
    /// <param name="detail">An object whose properties become the detail; ids and figures, never secrets.</param>
    /// <param name="depot">The depot it concerns.</param>
    /// <param name="compartment">The compartment it concerns; 0 is none.</param>
    /// <param name="at">When it happened, if not now.</param>
    public void Add(
        string kind, string actor, object? detail = null, DepotId? depot = null, int compartment = 0,
        DateTimeOffset? at = null)
    {
        var text = detail is null ? "{}" : JsonSerializer.Serialize(detail, AuditDraft.DetailOptions);
        _drafts.Add(new AuditDraft(
            at, kind, depot, compartment == 0 ? null : (short)compartment, actor, text));
    }

    /// <inheritdoc/>
    public async Task BeforeCommitAsync(TenantDbContext db, CancellationToken ct)
    {
        if (_drafts.Count == 0)
            return;
        await AuditTable.AppendAsync(db, _drafts, time.GetUtcNow(), ct);
        _drafts.Clear();
        _wrote = true;
    }

    /// <inheritdoc/>
    public void AfterCommit()
    {
        if (_wrote)
            signals.Changed(tenant.Number);
        _wrote = false;
    }
}
