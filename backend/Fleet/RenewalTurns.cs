using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Fleet;

/// <summary>
/// Whose turn it is to have renewed what is derived from time and other records: one node a turn, by the database's
/// clock, and whoever waited longest first, also after an outage.
/// </summary>
public sealed class RenewalTurns(FleetDatabase fleet)
{
    /// <summary>How long a turn lasts.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>Turns taken at once.</summary>
    public const int TakenMax = 20;

    private static readonly TimeSpan OlderRulesWait = TimeSpan.FromDays(1);

    /// <summary>Takes the turns that are due.</summary>
    public async Task<IReadOnlyList<RenewalTurn>> TakeAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with due as materialized (
                select number, renewed_after
                from tenants
                where renewed_at not between now() - $1 and now()
                order by renewed_at
                limit $2
                for update skip locked
            )
            update tenants t
            set renewed_at = now(), renewed_after = 0
            from due
            where t.number = due.number
            returning t.number, due.renewed_after
            """);
        await using var rows = await command.With(Every).With(TakenMax).ExecuteReaderAsync(ct);
        var turns = new List<RenewalTurn>();
        while (await rows.ReadAsync(ct))
            turns.Add(new RenewalTurn(rows.GetInt32(0), rows.GetInt64(1)));
        return turns;
    }

    /// <summary>A tenant has its next turn at once: this one did not get through all of its depots.</summary>
    public async Task GoOnAsync(RenewalTurn turn, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(
            "update tenants set renewed_at = '-infinity', renewed_after = $2 where number = $1");
        await command.With(turn.Tenant).With(turn.After).ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// The time by which depots are told, if this node's rules of time zones are the newest that any node had within a
    /// day: two nodes with different rules would tell them in turns.
    /// </summary>
    public async Task<DateTimeOffset?> TellingTimeAsync(string edition, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            insert into zone_rules (edition) values ($1)
            on conflict (single) do update set edition = excluded.edition, seen_at = excluded.seen_at
            where zone_rules.edition collate "C" <= excluded.edition collate "C"
                or zone_rules.seen_at not between now() - $2 and now()
            returning seen_at
            """);
        return await command.With(edition).With(OlderRulesWait).ExecuteScalarAsync(ct) is DateTime at
            ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    /// <summary>The tenants of controllers.</summary>
    public async Task<ILookup<int, long>> TenantsOfAsync(IReadOnlyCollection<long> controllers, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(
            "select tenant, number from controllers where number = any ($1)");
        await using var rows = await command.With(controllers.ToArray()).ExecuteReaderAsync(ct);
        var found = new List<(int Tenant, long Number)>();
        while (await rows.ReadAsync(ct))
            found.Add((rows.GetInt32(0), rows.GetInt64(1)));
        return found.ToLookup(one => one.Tenant, one => one.Number);
    }
}

/// <summary>A turn of a tenant.</summary>
/// <param name="Tenant">Its number.</param>
/// <param name="After">The controller after which it goes on; 0 = from the first.</param>
public readonly record struct RenewalTurn(int Tenant, long After);
