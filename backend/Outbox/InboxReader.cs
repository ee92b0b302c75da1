using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Npgsql;

namespace Fachwerk.Backend.Outbox;

/// <summary>Reads the fleet's inbox.</summary>
public sealed class InboxReader(FleetDatabase fleet)
{
    /// <summary>The tenant's rows behind the cursors, in the order of arrival.</summary>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="cursors">How far is applied, per controller.</param>
    /// <param name="skip">Controllers whose rows wait.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<DepotEvent>> ReadAsync(
        int tenant, IReadOnlyDictionary<long, RelayCursor> cursors, IReadOnlyCollection<long> skip, int take,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(cursors);
        // One index probe a controller: an idle controller's old cursor costs nothing.
        await using var command = fleet.Source.CreateCommand("""
            select row.position, row.controller, row.depot, row.source, row.number, row.kind, row.compartment,
                   row.time, row.detail, row.received_at
            from controllers c
            left join unnest($2, $3) as cursor (controller, position) on cursor.controller = c.number
            cross join lateral (
                select *
                from inbox
                where inbox.tenant = $1 and inbox.controller = c.number
                    and inbox.position > coalesce(cursor.position, 0)
                order by inbox.position
                limit $5
            ) row
            where c.tenant = $1 and c.number <> all ($4)
            order by row.position
            limit $5
            """);
        command.With(tenant).With(cursors.Keys.ToArray())
            .With(cursors.Values.Select(one => one.Position).ToArray());
        command.With(skip.ToArray()).With(take);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var events = new List<DepotEvent>();
        while (await rows.ReadAsync(ct))
            events.Add(Read(rows));
        return events;
    }

    /// <summary>How much arrived for each tenant within each of the last few seconds.</summary>
    public async Task<IReadOnlyList<InboxCount>> CountRecentAsync(TimeSpan within, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            select tenant, extract(epoch from date_trunc('second', received_at))::bigint, count(*)::integer
            from inbox
            where received_at >= date_trunc('second', now() - $1)
            group by 1, 2
            """);
        await using var rows = await command.With(within).ExecuteReaderAsync(ct);
        var counts = new List<InboxCount>();
        while (await rows.ReadAsync(ct))
            counts.Add(new InboxCount(rows.GetInt32(0), rows.GetInt64(1), rows.GetInt32(2)));
        return counts;
    }

    private static DepotEvent Read(NpgsqlDataReader row)
    {
        var seconds = row.GetInt64(7);
        return new DepotEvent(
            new DepotId(row.GetGuid(2)), row.GetInt64(1), row.GetInt64(0), (DepotEventSource)row.GetInt16(3),
            row.GetInt64(4), row.GetInt16(5), row.GetInt16(6),
            seconds is > 0 and <= uint.MaxValue ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            EventDetails.Read(row.GetFieldValue<byte[]>(8)), row.GetFieldValue<DateTimeOffset>(9));
    }
}
