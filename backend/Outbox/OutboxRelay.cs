using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Outbox;

/// <summary>
/// Delivers a tenant's outbox rows under their idempotency keys. What came of a delivery and the end of its row are
/// one commit; a crash between the delivery and that commit repeats the delivery, which changes nothing.
/// </summary>
public sealed class OutboxRelay(TenantScopes scopes, TimeProvider time, ILogger<OutboxRelay> log)
{
    /// <summary>Rows of one pass: what is urgent waits for no more than these.</summary>
    public const int BatchMax = 25;

    /// <summary>A row that failed this often is given up.</summary>
    public const int TriesMax = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Delivers one batch.</summary>
    public async Task<RelayResult> RunAsync(Tenant tenant, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        await using var scope = scopes.Open(tenant);
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<TenantDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await RelayTables.TryClaimOutboxAsync(db, BatchMax, ct) is not { } rows)
            return RelayResult.Busy;
        if (rows.Count == 0)
            return RelayResult.Idle;
        var handlers = services.GetServices<IOutboxHandler>().ToDictionary(handler => handler.Kind);
        var heldBack = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (heldBack.Contains(row.Stream))
                continue;
            if (row.NotBefore > time.GetUtcNow() || !await TryDeliverAsync(tenant, row, handlers, services, ct))
                heldBack.Add(row.Stream);
        }

        await services.GetRequiredService<TenantCommit>().SaveAsync(ct);
        return heldBack.Count > 0 ? RelayResult.Waiting
            : rows.Count == BatchMax ? RelayResult.More
            : RelayResult.Idle;
    }

    private async Task<bool> TryDeliverAsync(
        Tenant tenant, OutboxRow row, Dictionary<string, IOutboxHandler> handlers, IServiceProvider services,
        CancellationToken ct)
    {
        var db = services.GetRequiredService<TenantDbContext>();
        try
        {
            await handlers[row.Kind].DeliverAsync(row, db, ct);
            db.Remove(row);
            return true;
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // A world that is down is no reason to give up; only the row's own failures count.
            if (!RelayFaults.IsOfTheWorld(cause))
                row.Tries++; // Under the relay's claim of the tenant.
            row.NotBefore = time.GetUtcNow() + FirstPause * Math.Pow(2, row.Tries);
            RelayLog.DeliveryFailed(log, tenant.Number, row.Number, row.Kind, row.Tries, cause.GetType().Name);
            if (row.Tries < TriesMax)
                return false;
        }

        RelayLog.DeliveryGivenUp(log, tenant.Number, row.Number, row.Kind);
        if (handlers.TryGetValue(row.Kind, out var handler))
            await handler.GiveUpAsync(row, db, ct);
        foreach (var listener in services.GetServices<ISetAsideListener>())
            await listener.DeliveryGivenUpAsync(row, db, ct);
        db.Remove(row);
        return true;
    }
}
