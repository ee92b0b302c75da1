using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>The tables of a tenant's depots as the tenant knows them, in the same form as the fleet's.</summary>
internal static class TenantTables
{
    /// <summary>The next depots by the numbers of their controllers.</summary>
    public static async Task<IReadOnlyList<KnownTable>> ReadAsync(
        TenantDbContext db, long after, int take, CancellationToken ct)
    {
        // A code stands in the fleet's table from its delivery until that of its removal.
        await using var command = RelayTables.CommandOn(db, """
            select d.id, d.controller, d.table_version, c.number, a.codes
            from (select * from depots where controller > $1 order by controller limit $2) d
            cross join lateral (select count(*) as number from compartments where depot = d.id) c
            cross join lateral (
                select encode(sha256(convert_to(coalesce(string_agg(
                    number || ':' || put_version, ',' order by number), ''), 'UTF8')), 'hex') as codes
                from access_codes
                where controller = d.controller and put_version is not null and remove_version is null
            ) a
            order by d.controller
            """);
        await using var rows = await command.With(after).With(take).ExecuteReaderAsync(ct);
        var tables = new List<KnownTable>();
        while (await rows.ReadAsync(ct))
            tables.Add(new KnownTable(new DepotId(rows.GetGuid(0)), rows.GetInt64(1),
                rows.IsDBNull(2) ? null : rows.GetInt64(2), (int)rows.GetInt64(3), rows.GetString(4)));
        return tables;
    }
}

/// <summary>One depot's table in one line.</summary>
/// <param name="Depot">The depot.</param>
/// <param name="Controller">Its controller.</param>
/// <param name="Version">In which compartments and settings were written; null while the outbox has them.</param>
/// <param name="Compartments">How many it has.</param>
/// <param name="Codes">As <see cref="TableSummary.Codes"/>.</param>
internal sealed record KnownTable(DepotId Depot, long Controller, long? Version, int Compartments, string Codes)
{
    public bool HasDepotAsIn(TableSummary there) =>
        Version is null || (Version == there.Version && Compartments == there.Compartments);

    public bool IsAsIn(TableSummary there) => HasDepotAsIn(there) && Codes == there.Codes;
}
