using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Outbox;

/// <summary>
/// Applies a tenant's inbox rows in the order of arrival. The cursor per controller moves in the same transaction, so
/// each row counts exactly once, and a restored tenant catches up by itself. An event that a depot tells again, because
/// the fleet's database went back in time, has a new position and its old number: it is passed over.
/// </summary>
public sealed class EventRelay(
    TenantScopes scopes, InboxReader inbox, InboxTally tally, TimeProvider time, ILogger<EventRelay> log)
{
    /// <summary>Rows of one transaction.</summary>
    public const int BatchMax = 500;

    /// <summary>A row that failed this often is set aside.</summary>
    public const int TriesMax = 5;

    /// <summary>Applies one batch.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="retry">Whether controllers that wait at a failed row get another try.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<RelayResult> RunAsync(Tenant tenant, bool retry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var pass = await TryBatchAsync(tenant, BatchMax, retry, ct);
        if (pass.Failure is null)
            return pass.Result;
        // One by one: what stands before the row to blame is applied, and that row shows itself.
        for (var i = 0; i < pass.Rows.Count; i++)
        {
            var one = await TryBatchAsync(tenant, 1, retry, ct);
            if (one.Failure is not null)
            {
                await CountAsync(tenant, one.Rows[0], one.Failure, ct);
                return RelayResult.More;
            }

            if (one.Result != RelayResult.More)
                return one.Result;
        }

        return RelayResult.More;
    }

    private async Task<Pass> TryBatchAsync(Tenant tenant, int take, bool retry, CancellationToken ct)
    {
        await using var scope = scopes.Open(tenant);
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<TenantDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await RelayTables.TryClaimAsync(db, ct))
            return new Pass(RelayResult.Busy, []);
        var cursors = await RelayTables.CursorsAsync(db, ct);
        var waiting = await RelayTables.FailuresAsync(db, ct);
        var rows = await inbox.ReadAsync(tenant.Number, cursors, retry ? [] : waiting.Keys, take, ct);
        if (rows.Count == 0)
            return new Pass(waiting.Count > 0 ? RelayResult.Waiting : RelayResult.Idle, rows);
        var listeners = services.GetServices<IDepotEventListener>().OrderBy(listener => listener.Order).ToList();
        try
        {
            var moved = new Dictionary<long, RelayCursor>();
            var known = 0;
            foreach (var row in rows)
            {
                if (!moved.TryGetValue(row.Controller, out var cursor))
                    cursor = cursors.GetValueOrDefault(row.Controller);
                if (cursor.Knows(row))
                    known++;
                else
                    await ApplyAsync(row, listeners, db, ct);
                moved[row.Controller] = cursor.After(row);
            }

            await RelayTables.MoveCursorsAsync(db, moved, ct);
            await RelayTables.ClearFailuresAsync(db, moved.Keys.Where(waiting.ContainsKey), ct);
            await services.GetRequiredService<TenantCommit>().SaveAsync(ct);
            tally.Add(tenant.Number, rows);
            if (known > 0)
                RelayLog.EventsKnown(log, tenant.Number, known);
        }
        catch (Exception cause) when (!RelayFaults.IsOfTheWorld(cause))
        {
            return new Pass(RelayResult.More, rows, cause);
        }

        return new Pass(rows.Count == take ? RelayResult.More
            : waiting.Count > 0 && !retry ? RelayResult.Waiting : RelayResult.Idle, rows);
    }

    private static async Task ApplyAsync(
        DepotEvent row, List<IDepotEventListener> listeners, TenantDbContext db, CancellationToken ct)
    {
        foreach (var listener in listeners)
            await listener.ApplyAsync(row, db, ct);
    }

    // In a transaction of its own: the one that failed is gone with all it did.
    private async Task CountAsync(Tenant tenant, DepotEvent failed, Exception cause, CancellationToken ct)
    {
        await using var scope = scopes.Open(tenant);
        var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await RelayTables.TryClaimAsync(db, ct))
            return;
        var tries = await RelayTables.CountFailureAsync(db, failed, ct);
        RelayLog.EventFailed(log, tenant.Number, failed.Controller, failed.Position, tries, cause.GetType().Name);
        if (tries >= TriesMax)
        {
            await RelayTables.SetAsideAsync(db, failed, cause, time.GetUtcNow(), ct);
            var cursor = (await RelayTables.CursorsAsync(db, ct)).GetValueOrDefault(failed.Controller);
            await RelayTables.MoveCursorsAsync(
                db, new Dictionary<long, RelayCursor> { [failed.Controller] = cursor.After(failed) }, ct);
            await RelayTables.ClearFailuresAsync(db, [failed.Controller], ct);
            foreach (var listener in scope.ServiceProvider.GetServices<ISetAsideListener>())
                await listener.EventSetAsideAsync(failed, db, ct);
            RelayLog.EventSetAside(log, tenant.Number, failed.Controller, failed.Position);
        }

        await scope.ServiceProvider.GetRequiredService<TenantCommit>().SaveAsync(ct);
    }

    private readonly record struct Pass(
        RelayResult Result, IReadOnlyList<DepotEvent> Rows, Exception? Failure = null);
}

/// <summary>How a relay pass ended.</summary>
public enum RelayResult
{
    /// <summary>Nothing is left.</summary>
    Idle,

    /// <summary>There may be more: run again.</summary>
    More,

    /// <summary>Another node has the tenant.</summary>
    Busy,

    /// <summary>Something waits to be tried again.</summary>
    Waiting
}
