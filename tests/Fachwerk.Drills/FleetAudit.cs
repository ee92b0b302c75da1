using Fachwerk.Backend.Database;
using Fachwerk.Drills.Depots;

namespace Fachwerk.Drills;

/// <summary>Compares what the databases hold with what the depots remember.</summary>
internal sealed class FleetAudit(DatabaseServer server, FleetDatabase fleet, IReadOnlyList<DrillDepot> depots)
{
    /// <summary>The events of the inbox against the depots' journals.</summary>
    public async Task<InboxFindings> CompareInboxAsync(CancellationToken ct)
    {
        var findings = new InboxFindings();
        var next = depots.ToDictionary(depot => depot.Controller, _ => 1L);
        var byNumber = depots.ToDictionary(depot => depot.Controller);
        await using var command = fleet.Source.CreateCommand("""
            select controller, number, kind, compartment, time from inbox where source = 1 order by position
            """);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var (controller, number) = (rows.GetInt64(0), rows.GetInt64(1));
            findings.Rows++;
            if (number < next[controller])
                findings.Repeated++;
            else if (number > next[controller])
                findings.OutOfOrder++;
            next[controller] = number + 1;
            var entry = new DepotEntry(rows.GetInt16(2), rows.GetInt16(3), rows.GetInt64(4));
            var journal = byNumber[controller].Journal;
            if (number > journal.Count || journal[(int)number - 1] != entry)
                findings.Different++;
        }

        findings.Acknowledged = depots.Sum(depot => (long)depot.Acknowledged);
        findings.Lost = depots.Sum(depot => Math.Max(0L, depot.Acknowledged - (next[depot.Controller] - 1)));
        return findings;
    }

    /// <summary>Orders shown as done that no depot carried out; orders carried out but not known as sent.</summary>
    public async Task<(int Done, int NotDone, int Unknown)> CompareOrdersAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(
            "select controller, order_id, outcome, event from orders where sends > 0");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var known = new HashSet<(long, uint)>();
        var byNumber = depots.ToDictionary(depot => depot.Controller);
        var (done, notDone) = (0, 0);
        while (await rows.ReadAsync(ct))
        {
            var (controller, order) = (rows.GetInt64(0), (uint)rows.GetInt64(1));
            known.Add((controller, order));
            if (rows.IsDBNull(2))
                continue;
            done++;
            if (!byNumber[controller].Orders.TryGetValue(order, out var entry) || entry != rows.GetInt64(3))
                notDone++;
        }

        var unknown = depots.Sum(depot => depot.Orders.Keys.Count(order => !known.Contains((depot.Controller, order))));
        return (done, notDone, unknown);
    }

    /// <summary>How many door events the tenant's log holds, and how many different ones.</summary>
    public async Task<(long All, long Different)> CountTenantLogAsync(string tenant, CancellationToken ct)
    {
        await using var command = server.For(server.NameOf(tenant)).CreateCommand("""
            select count(*), count(distinct (detail::json ->> 'controller', detail::json ->> 'event'))
            from audit_entries where kind = 'depot.door-opened'
            """);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>How many events the inbox holds.</summary>
    public async Task<long> CountEventsAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("select count(*) from inbox where source = 1");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>All that an accepted telegram would change, in one line.</summary>
    public async Task<string> MarkOfStateAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            select md5(string_agg(c.number || ':' || c.epoch || ':' || c.partial_iv || ':' || c.acked_event || ':' ||
                       encode(coalesce(c.path, ''), 'hex') || ':' || coalesce(c.last_contact::text, ''), ','
                       order by c.number)) || (select count(*) from inbox where source = 1)
            from controllers c
            """);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}

/// <summary>What a comparison of the inbox found.</summary>
internal sealed record InboxFindings
{
    public long Rows { get; set; }

    public long Acknowledged { get; set; }

    public long Lost { get; set; }

    public long Repeated { get; set; }

    public long OutOfOrder { get; set; }

    public long Different { get; set; }

    public bool AreNone => Lost + Repeated + OutOfOrder + Different == 0;
}
