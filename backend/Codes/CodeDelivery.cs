using System.Text.Json;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Codes;

/// <summary>Puts a code into its depot's table, or takes it out.</summary>
public sealed class CodeDelivery(TableStore tables) : IOutboxHandler
{
    internal const string KindName = "table.code";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public async Task DeliverAsync(OutboxRow row, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (payload, code) = await ReadAsync(row, db, ct);
        var version = await tables.ApplyAsync(payload.Controller, payload.ToChanges(), row.Key, ct);
        if (payload.Operations[0].Record is null)
            code.RemoveVersion = version;
        else
            code.PutVersion = version;
    }

    /// <inheritdoc/>
    public async Task GiveUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (_, code) = await ReadAsync(row, db, ct);
        code.Failed = true;
    }

    private static async Task<(TablePayload Payload, AccessCode Code)> ReadAsync(
        OutboxRow row, TenantDbContext db, CancellationToken ct)
    {
        var payload = JsonSerializer.Deserialize<TablePayload>(row.Payload)!;
        var code = await db.FindAsync<AccessCode>([new CodeId(payload.Subject)], ct)
            ?? throw new InvalidDataException("The outbox names a code that is not there.");
        return (payload, code);
    }
}
