using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Fachwerk.Backend.Depots;

/// <summary>
/// Events and check-ins both tell how doors stand. Where a check-in was made after exactly the events that are applied,
/// and tells otherwise, it is right: events were lost. The difference goes on record. Scoped.
/// </summary>
public sealed class DoorComparison(AuditTrail audit, TimeProvider time)
{
    /// <summary>Depots compared by one statement.</summary>
    public const int ComparedMax = 1_000;

    /// <summary>Compares what the last check-ins said; never saves.</summary>
    /// <param name="connections">Of depots of this tenant.</param>
    /// <param name="db">Within a transaction, under the relays' claim.</param>
    /// <param name="ct">Cancels.</param>
    public async Task RunAsync(
        IReadOnlyList<DepotConnection> connections, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(db);
        var now = time.GetUtcNow();
        foreach (var portion in connections.Where(one => one.LastCheckIn is not null).Chunk(ComparedMax))
        {
            var reports = portion.ToDictionary(one => new DepotId(one.Depot), DoorReport.From);
            foreach (var (depot, number) in await DifferingAsync(portion, db, now, ct))
            {
                var compartment = (await db.FindAsync<Compartment>([depot, number], ct))!;
                Correct(compartment, reports[depot], now);
            }
        }
    }

    private void Correct(Compartment compartment, DoorReport report, DateTimeOffset now)
    {
        var (door, process) = (compartment.Door, compartment.Process);
        compartment.Take(CompartmentRules.AfterCheckIn(
            compartment.State, report.Of(compartment.Number), report.At, now));
        if ((door, process) == (compartment.Door, compartment.Process))
            return;
        compartment.Opening = compartment.Door == DoorState.Closed ? null : compartment.Opening;
        audit.Add(AuditKinds.DoorCorrected, Actor.System, new
        {
            Door = $"{compartment.Door}",
            DoorBefore = $"{door}",
            Process = $"{compartment.Process}",
            ProcessBefore = $"{process}"
        }, compartment.Depot, compartment.Number, report.At);
    }

    // Bit 0 of the first byte is compartment 1, in the check-in as in get_bit. What it does not know is no difference,
    // and neither is a door that no event has told of yet.
    private static async Task<IReadOnlyList<(DepotId Depot, short Number)>> DifferingAsync(
        DepotConnection[] connections, TenantDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, """
            select c.depot, c.number
            from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])
                as r (depot, controller, last_event, open_doors, unknown_doors)
            join depots d on d.id = r.depot and d.controller = r.controller
            left join relay_cursors k on k.controller = r.controller
            join compartments c on c.depot = r.depot
            cross join lateral (
                select case
                    when c.number > 8 * length(r.open_doors) then null
                    when case when c.number > 8 * length(r.unknown_doors) then 0
                        else get_bit(r.unknown_doors, c.number - 1) end = 1 then null
                    else get_bit(r.open_doors, c.number - 1) = 1
                end as is_open
            ) t
            where r.last_event = coalesce(k.event, 0) and t.is_open is not null
                and (c.door <> $11 and c.door <> case when t.is_open then $6 else $7 end
                    or not t.is_open and (c.process = any ($8) or c.process = $9 and c.process_changed_at < $10))
            order by c.depot, c.number
            """);
        command.With(connections.Select(one => one.Depot).ToArray());
        command.With(connections.Select(one => one.Controller).ToArray());
        command.With(connections.Select(one => one.LastEvent).ToArray());
        command.With(connections.Select(one => one.OpenDoors).ToArray());
        command.With(connections.Select(one => one.UnknownDoors).ToArray());
        command.With((int)DoorState.Open).With((int)DoorState.Closed);
        command.With(new[] { (int)ProcessState.InUse, (int)ProcessState.LeftOpen });
        command.With((int)ProcessState.Released).With(now - CompartmentRules.ReleasedMax);
        command.With((int)DoorState.Unknown);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var differing = new List<(DepotId, short)>();
        while (await rows.ReadAsync(ct))
            differing.Add((new DepotId(rows.GetGuid(0)), rows.GetInt16(1)));
        return differing;
    }
}
