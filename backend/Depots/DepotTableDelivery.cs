using System.Text.Json;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Depots;

/// <summary>Writes a depot's compartments and settings into its table.</summary>
public sealed class DepotTableDelivery(TableStore tables) : IOutboxHandler
{
    internal const string KindName = "table.depot";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public int TogetherMax => 1;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<OutboxRow> rows, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(db);
        var row = rows[0];
        var payload = JsonSerializer.Deserialize<TablePayload>(row.Payload)!;
        var version = await tables.ApplyAsync(payload.Controller, payload.ToChanges(), row.Key, ct);
        var depot = await db.FindAsync<Depot>([new DepotId(payload.Subject)], ct);
        if (depot is not null)
            depot.TableVersion = version;
    }

    /// <inheritdoc/>
    public Task GiveUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct) => Task.CompletedTask;
}
