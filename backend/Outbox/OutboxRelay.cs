using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Outbox;

/// <summary>
/// Delivers a tenant's outbox rows under their idempotency keys. What came of a delivery and the end of its row are
/// one commit; a crash between the delivery and that commit repeats the delivery, which changes nothing.
/// </summary>
public sealed class OutboxRelay(TenantScopes scopes, TimeProvider time, ILogger<OutboxRelay> log)
{
    /// <summary>Deliveries of one pass: what is urgent waits for no more than these.</summary>
    public const int BatchMax = 25;

    /// <summary>Rows of one pass: of a stream many may go together.</summary>
    public const int RowsMax = 250;

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
        if (await RelayTables.TryClaimOutboxAsync(db, RowsMax, time.GetUtcNow(), ct) is not { } claimed)
            return RelayResult.Busy;
        if (claimed.Rows.Count == 0)
            return claimed.IsHeldBack ? RelayResult.Waiting : RelayResult.Idle;
        var handlers = services.GetServices<IOutboxHandler>().ToDictionary(handler => handler.Kind);
        var groups = OutboxGroups.Of(claimed.Rows, kind => handlers.GetValueOrDefault(kind)?.TogetherMax ?? 1);
        var heldBack = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in groups.Take(BatchMax))
        {
            if (!heldBack.Contains(group[0].Stream) && !await TryDeliverAsync(tenant, group, handlers, services, ct))
                heldBack.Add(group[0].Stream);
        }

        await services.GetRequiredService<TenantCommit>().SaveAsync(ct);
        // What is held back is not claimed next time, so nothing goes round in circles.
        return groups.Count > BatchMax || claimed.Rows.Count == RowsMax ? RelayResult.More
            : heldBack.Count > 0 || claimed.IsHeldBack ? RelayResult.Waiting
            : RelayResult.Idle;
    }

    // What fails together is tried one by one: the rows before the one at fault are no worse for it.
    private async Task<bool> TryDeliverAsync(
        Tenant tenant, List<OutboxRow> rows, Dictionary<string, IOutboxHandler> handlers, IServiceProvider services,
        CancellationToken ct)
    {
        var db = services.GetRequiredService<TenantDbContext>();
        try
        {
            await handlers[rows[0].Kind].DeliverAsync(rows, db, ct);
            db.RemoveRange(rows);
            return true;
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            if (rows.Count == 1 || RelayFaults.IsOfTheWorld(cause))
                return await TryGiveUpAsync(tenant, rows[0], cause, handlers, services, ct);
        }

        foreach (var row in rows)
        {
            if (!await TryDeliverAsync(tenant, [row], handlers, services, ct))
                return false;
        }

        return true;
    }

    /// <returns>False when the row is to be tried again later.</returns>
    private async Task<bool> TryGiveUpAsync(
        Tenant tenant, OutboxRow row, Exception cause, Dictionary<string, IOutboxHandler> handlers,
        IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<TenantDbContext>();
        // A world that is down is no reason to give up; only the row's own failures count.
        if (!RelayFaults.IsOfTheWorld(cause))
            row.Tries++; // Under the relay's claim of the tenant.
        row.NotBefore = time.GetUtcNow() + FirstPause * Math.Pow(2, row.Tries);
        RelayLog.DeliveryFailed(log, tenant.Number, row.Number, row.Kind, row.Tries, cause.GetType().Name);
        if (row.Tries < TriesMax)
            return false;
        RelayLog.DeliveryGivenUp(log, tenant.Number, row.Number, row.Kind);
        try
        {
            if (handlers.TryGetValue(row.Kind, out var handler))
                await handler.GiveUpAsync(row, db, ct);
            foreach (var listener in services.GetServices<ISetAsideListener>())
                await listener.DeliveryGivenUpAsync(row, db, ct);
        }
        catch (Exception mistake) when (!RelayFaults.IsOfTheWorld(mistake) && !ct.IsCancellationRequested)
        {
            // A row that nobody can read goes all the same: behind it wait the tenant's others.
            RelayLog.NotGivenUp(log, tenant.Number, row.Number, mistake);
        }

        db.Remove(row);
        return true;
    }
}
