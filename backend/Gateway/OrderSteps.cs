using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>One numbered sending of an order.</summary>
/// <param name="NotAfter">Unix seconds: 30 s ahead, never past the operator's deadline.</param>
/// <param name="Sequence">The partial IV of this sending, used for nothing else ever.</param>
internal sealed record OrderSending(
    long Controller, uint OrderId, int Kind, int Compartment, long NotAfter, long Sequence, int Epoch, byte[] Path,
    int Tenant, bool IsFirst);

/// <summary>What the database learns of orders: sent, answered, expired.</summary>
internal sealed class OrderSteps(FleetDatabase fleet, GatewayOptions options)
{
    private const int DetailMax = 16;

    /// <summary>Numbers a sending of the next open order above an id, if this node holds the depot's path.</summary>
    public async Task<OrderSending?> SendNextAsync(long controller, uint above, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(GatewaySql.SendOrder);
        command.With(controller).With(options.Node).With((long)above);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        return new OrderSending(controller, (uint)row.GetInt64(0), row.GetInt16(1), row.GetInt16(2), row.GetInt64(3),
            row.GetInt64(4), row.GetInt16(5), row.GetFieldValue<byte[]>(6), row.GetInt32(7), row.GetInt32(8) == 1);
    }

    /// <summary>Records an answer.</summary>
    /// <returns>The tenant whose inbox has it, null when it said nothing new.</returns>
    public async Task<int?> AnswerAsync(
        long controller, uint orderId, int outcome, uint entry, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(GatewaySql.AnswerOrder);
        command.With(controller).With((long)orderId).With((short)outcome).With((long)entry);
        command.With(DetailOf(outcome, entry));
        return await command.ExecuteScalarAsync(ct) as int?;
    }

    /// <summary>Closes what is past its deadline.</summary>
    /// <returns>The tenants whose inbox tells of it.</returns>
    public async Task<List<int>> ExpireAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(GatewaySql.ExpireOrders);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tenants = new List<int>();
        while (await rows.ReadAsync(ct))
            tenants.Add(rows.GetInt32(0));
        return tenants;
    }

    /// <summary>Controllers on this node's paths with an order that was never sent: their wake-up was lost.</summary>
    public async Task<List<long>> UnsentAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            select distinct o.controller
            from orders o
            join controllers c on c.number = o.controller
            where o.closed_at is null and o.sent_at is null and c.node = $1 and c.active
            limit 500
            """);
        await using var rows = await command.With(options.Node).ExecuteReaderAsync(ct);
        var controllers = new List<long>();
        while (await rows.ReadAsync(ct))
            controllers.Add(rows.GetInt64(0));
        return controllers;
    }

    /// <summary>
    /// Orders do not reach the depot over its path: for 30 days it is asked to call every 25 s, unless so many others
    /// are already.
    /// </summary>
    /// <returns>Whether that is new.</returns>
    public async Task<bool> LosePathAsync(long controller, int othersMax, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            update controllers
            set pushes_lost_until = now() + interval '30 days'
            where number = $1
                -- Further ahead it was set by a wrong clock.
                and (pushes_lost_until between now() and now() + interval '30 days') is not true
                and (
                    select count(*)
                    from controllers
                    where pushes_lost_until between now() and now() + interval '30 days') < $2
            """);
        return await command.With(controller).With(othersMax).ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>
    /// Tenants with a depot that has become late (90 s) or offline (3 min) within the last while, of one part of the
    /// fleet's rows: a million are read in portions that hold up no telegram. 1.5 and 3 times what a depot was asked
    /// for, where that is more.
    /// </summary>
    /// <param name="part">From 0 on.</param>
    public async Task<List<int>> LateTenantsAsync(TimeSpan since, int part, int parts, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with pages as (
                select pg_relation_size('controllers') / current_setting('block_size')::integer as total
            )
            select distinct c.tenant
            from controllers c
            cross join lateral (
                select now() - c.asked_seconds * interval '1.5 s' as late,
                       now() - c.asked_seconds * interval '3 s' as offline) due
            -- By pages: what lies together is read together.
            where c.ctid >= (select format('(%s,0)', total * $2 / $3)::tid from pages)
                and c.ctid < (select format('(%s,0)', total * ($2 + 1) / $3)::tid from pages)
                and c.active
                and c.last_contact <= (select now() - interval '90 s')
                -- The usual interval's limits are worked out once, not for each row.
                and case when c.asked_seconds <= 60 then
                    c.last_contact >= (select now() - interval '90 s' - $1)
                        or c.last_contact between (select now() - interval '180 s' - $1)
                            and (select now() - interval '180 s')
                else
                    c.last_contact between due.late - $1 and due.late
                        or c.last_contact between due.offline - $1 and due.offline
                end
            """);
        await using var rows = await command.With(since).With(part).With(parts).ExecuteReaderAsync(ct);
        var tenants = new List<int>();
        while (await rows.ReadAsync(ct))
            tenants.Add(rows.GetInt32(0));
        return tenants;
    }

    internal static byte[] DetailOf(int outcome, uint entry)
    {
        var detail = new byte[DetailMax];
        var writer = new CborWriter();
        writer.Reset(detail, 0, detail.Length);
        writer.WriteArray(2);
        writer.WriteUnsigned((ulong)outcome);
        writer.WriteUnsigned(entry);
        return detail[..writer.Count];
    }
}
