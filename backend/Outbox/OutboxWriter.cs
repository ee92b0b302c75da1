using System.Text.Json;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>Puts rows into the tenant's outbox as part of the use case's transaction. Scoped.</summary>
public sealed class OutboxWriter(
    TenantDbContext context, TenantContext tenant, DirtyTenants dirty, TenantSignals signals, TimeProvider time)
    : ITenantCommitStep
{
    private Task? _marking;

    /// <inheritdoc/>
    public int Order => 100;

    /// <summary>Adds a row; it is delivered after the commit.</summary>
    /// <param name="kind">Names the handler.</param>
    /// <param name="stream">Rows of one stream are delivered in order; all are urgent or none is.</param>
    /// <param name="key">The idempotency key of the deed.</param>
    /// <param name="payload">What the handler needs; serialised to JSON.</param>
    /// <param name="urgent">Whether a person waits for it.</param>
    public void Add<TPayload>(string kind, string stream, Guid key, TPayload payload, bool urgent = false)
    {
        var now = time.GetUtcNow();
        context.Add(new OutboxRow
        {
            Urgent = urgent,
            Kind = kind,
            Stream = stream,
            Key = key,
            Payload = JsonSerializer.Serialize(payload),
            CreatedAt = now,
            NotBefore = now
        });
        // While the use case saves; a mark without a row behind it is looked at once and taken away.
        _marking ??= dirty.MarkAsync(tenant.Number, CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task BeforeCommitAsync(TenantDbContext db, CancellationToken ct) =>
        _marking is null ? Task.CompletedTask : _marking.WaitAsync(ct);

    /// <inheritdoc/>
    public void AfterCommit()
    {
        if (_marking is not null)
            signals.OutboxFilled(tenant.Number);
        _marking = null;
    }
}
