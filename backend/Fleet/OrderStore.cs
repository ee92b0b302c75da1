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
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var orderId = await QueueAsync(connection, controller, kind, compartment, deadline, idempotencyKey, ct);
        await transaction.CommitAsync(ct);
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

    /// <summary>Queues within the caller's transaction, which wakes the gateway itself after its commit.</summary>
    internal static async Task<long> QueueAsync(NpgsqlConnection connection, long controller, OrderKind kind,
        int compartment, TimeSpan deadline, Guid idempotencyKey, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(compartment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(compartment, ControllerRegistry.CompartmentsMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(deadline, DeadlineMax);
        await LockAsync(connection, controller, ct);
        if (await ExistingAsync(connection, idempotencyKey, ct) is { } existing)
            return existing;
        await using var command = new NpgsqlCommand("""
            with numbered as (
                update controllers set last_order_id = last_order_id + 1, orders_open = orders_open + 1
                where number = $1 and active
                returning last_order_id
            )
            insert into orders (controller, order_id, kind, compartment, deadline, idempotency_key)
            select $1, last_order_id, $2, $3, now() + $4, $5 from numbered
            returning order_id
            """, connection);
        command.With(controller).With((short)kind).With((short)compartment).With(deadline).With(idempotencyKey);
        return await command.ExecuteScalarAsync(ct) as long?
            ?? throw new KeyNotFoundException($"There is no active controller {controller}.");
    }

    // The row lock comes first, so that the second of two callers with one key sees what the first has done.
    private static async Task LockAsync(NpgsqlConnection connection, long controller, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select from controllers where number = $1 for no key update", connection);
        await command.With(controller).ExecuteNonQueryAsync(ct);
        await using var adopt = new NpgsqlCommand("select adopt_generation($1)", connection);
        await adopt.With(controller).ExecuteNonQueryAsync(ct);
    }

    private static async Task<long?> ExistingAsync(NpgsqlConnection connection, Guid key, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select order_id from orders where idempotency_key = $1", connection);
        return await command.With(key).ExecuteScalarAsync(ct) as long?;
    }
}
