using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>Queues a remote opening's order in the fleet.</summary>
public sealed class OrderDelivery(OrderStore orders, OrderLookup lookup, AuditTrail audit, TimeProvider time)
    : IOutboxHandler
{
    internal const string KindName = "order.open";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public int TogetherMax => 1;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<OutboxRow> rows, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var row = rows[0];
        var payload = JsonSerializer.Deserialize<Payload>(row.Payload)!;
        var left = payload.Deadline - time.GetUtcNow();
        // First the order, somebody stands before the door; the books after it. Late, it may have been delivered all
        // the same, by a pass whose commit was lost or in a past that this database has forgotten: its steps will tell.
        var orderId = left > TimeSpan.Zero
            ? await orders.QueueAsync(payload.Controller, OrderKind.Open, payload.Compartment, left, row.Key, ct)
            : await lookup.FindAsync(row.Key, ct);
        var opening = await FindAsync(row, db, ct);
        if (orderId is null)
        {
            End(opening, OpeningEnd.Expired);
            return;
        }

        opening.OrderId = orderId;
        opening.QueuedAt = time.GetUtcNow();
        audit.AddOpeningStep(opening, OpeningState.Queued, Actor.System, opening.QueuedAt.Value);
    }

    /// <inheritdoc/>
    public async Task GiveUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(row);
        End(await FindAsync(row, db, ct), OpeningEnd.Failed);
    }

    private static async Task<RemoteOpening> FindAsync(OutboxRow row, TenantDbContext db, CancellationToken ct) =>
        await db.FindAsync<RemoteOpening>([new OpeningId(row.Key)], ct)
        ?? throw new InvalidDataException("The outbox names an opening that is not there.");

    private void End(RemoteOpening opening, OpeningEnd end)
    {
        opening.End = end;
        opening.EndedAt = time.GetUtcNow();
        audit.AddOpeningStep(opening, OpeningRules.StateOf(opening), Actor.System, opening.EndedAt.Value);
    }

    internal sealed record Payload(long Controller, int Compartment, DateTimeOffset Deadline);
}
