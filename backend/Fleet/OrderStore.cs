using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Npgsql;

namespace Fachwerk.Backend.Fleet;

/// <summary>The steps of an order as they stand in the inbox (source 2).</summary>
public enum OrderStep
{
    /// <summary>Sent for the first time. Detail: none.</summary>
    Sent = 1,

    /// <summary>The depot answered. Detail: outcome, event.</summary>
    Acknowledged = 2,

    /// <summary>The deadline passed unanswered. Detail: none.</summary>
    Expired = 3,

    /// <summary>Taken back before it was sent. Detail: none.</summary>
    Cancelled = 4,
}

/// <summary>Orders to depots: queueing and taking back. Sending and answers belong to the gateway.</summary>
public sealed class OrderStore(FleetDatabase fleet, FleetSignals signals)
{
    /// <summary>The longest an order may wait.</summary>
    public static readonly TimeSpan DeadlineMax = TimeSpan.FromDays(1);

    /// <summary>Queues an order and wakes the gateway. The same idempotency key again gives the same id.</summary>
    /// <param name="compartment">1 to 64, or 0 when the kind needs none.</param>
    /// <param name="deadline">How long from now it may still be carried out; at most a day.</param>
    /// <exception cref="KeyNotFoundException">No such active controller.</exception>
    public async Task<long> QueueAsync(long controller, OrderKind kind, int compartment, TimeSpan deadline,
        Guid idempotencyKey, CancellationToken ct)
    {
        await using var connection = await fleet.Source.OpenConnectionAsync(ct);
        var orderId = await QueueAsync(connection, controller, kind, compartment, deadline, idempotencyKey, ct);
        signals.OrdersWaiting(controller);
        return orderId;
    }

    /// <summary>Takes an order back.</summary>
    /// <returns>False when it was sent already, or has ended: it may be carried out.</returns>
    public async Task<bool> CancelAsync(long controller, long orderId, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with owner as materialized (
                select number, tenant, depot from controllers where number = $1 for no key update
            ), cancelled as (
                update orders set cancelled_at = now(), closed_at = now()
                from owner
                where controller = owner.number and order_id = $2 and sent_at is null and closed_at is null
                returning order_id, kind, compartment
            ), counted as (
                update controllers set orders_open = orders_open - 1 from cancelled where number = $1
            ), told as (
                insert into inbox (tenant, controller, depot, source, number, kind, compartment, time, detail)
                select tenant, owner.number, depot, 2, order_id, 4, compartment, extract(epoch from now()), '\x80'
                from cancelled, owner
                where kind <> 6
            )
            select tenant from owner, cancelled
            """);
        if (await command.With(controller).With(orderId).ExecuteScalarAsync(ct) is not int tenant)
            return false;
        signals.InboxArrived(tenant);
        return true;
    }

    /// <summary>
    /// Queues in one round trip, within the caller's transaction if there is one; who has one wakes the gateway itself
    /// after its commit.
    /// </summary>
    internal static async Task<long> QueueAsync(NpgsqlConnection connection, long controller, OrderKind kind,
        int compartment, TimeSpan deadline, Guid idempotencyKey, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(compartment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(compartment, ControllerRegistry.CompartmentsMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(deadline, DeadlineMax);
        await using var batch = new NpgsqlBatch(connection);

        // The row lock comes first, so that the second of two callers with one key sees what the first has done.
        batch.Add("select from controllers where number = $1 for no key update").With(controller);
        batch.Add("select adopt_generation($1)").With(controller);
        batch.Add("""
            with numbered as (
                update controllers set last_order_id = last_order_id + 1, orders_open = orders_open + 1
                where number = $1 and active and not exists (select from orders where idempotency_key = $5)
                returning last_order_id
            )
            insert into orders (controller, order_id, kind, compartment, deadline, idempotency_key)
            select $1, last_order_id, $2, $3, now() + $4, $5 from numbered
            """)
            .With(controller).With((short)kind).With((short)compartment).With(deadline).With(idempotencyKey);
        batch.Add("select order_id from orders where idempotency_key = $1").With(idempotencyKey);
        await using var row = await batch.ExecuteReaderAsync(ct);
        await row.NextResultAsync(ct); // Over the locked row.
        await row.NextResultAsync(ct); // Over the function's; an insert has no result.
        return await row.ReadAsync(ct)
            ? row.GetInt64(0)
            : throw new KeyNotFoundException($"There is no active controller {controller}.");
    }
}
