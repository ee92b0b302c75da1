using System.Buffers.Binary;
using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Backend.Fleet;

/// <summary>What stands in depots' tables, to be compared with what their tenant knows. Reads only.</summary>
public sealed class TableInventory(FleetDatabase fleet)
{
    /// <summary>The fleet's generation, and how often the tenant's own database was said to be restored.</summary>
    public async Task<(BegunGeneration Begun, int Recoveries)> AgeAsync(int tenant, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            select m.generation, m.drawn, coalesce(t.recoveries, 0)
            from master m
            left join tenants t on t.number = $1
            """);
        await using var row = await command.With(tenant).ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (new BegunGeneration(row.GetInt16(0), row.GetInt64(1)), row.GetInt32(2));
    }

    /// <summary>A number that changes whenever some tenant has something to bring in line.</summary>
    public async Task<(BegunGeneration Begun, long Recoveries)> AgeAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("select generation, drawn, recoveries from master");
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (new BegunGeneration(row.GetInt16(0), row.GetInt64(1)), row.GetInt64(2));
    }

    /// <summary>One line for each of the controllers that the fleet knows as the tenant's.</summary>
    public async Task<(int Generation, IReadOnlyDictionary<long, TableSummary> Tables)> SummariesAsync(
        int tenant, IReadOnlyCollection<long> controllers, CancellationToken ct)
    {
        // The tenant's side makes the same digest of the same numbers; SHA-256, because servers' own hashes differ.
        await using var command = fleet.Source.CreateCommand("""
            select m.generation, c.number, c.active, c.depots, c.version, c.codes
            from master m
            left join lateral (
                select c.number, c.active, r.depots, r.version, r.codes
                from controllers c
                cross join lateral (
                    select count(*) filter (where kind = 2) as depots,
                           coalesce(max(version) filter (where kind in (2, 3)), 0) as version,
                           encode(sha256(convert_to(coalesce(string_agg(
                               ('x' || encode(key, 'hex'))::bit(32)::bigint || ':' || version, ','
                               order by key) filter (where kind = 1 and value is not null), ''), 'UTF8')), 'hex')
                               as codes
                    from table_records
                    where controller = c.number
                ) r
                where c.tenant = $1 and c.number = any ($2)
            ) c on true
            """);
        await using var rows = await command.With(tenant).With(controllers.ToArray()).ExecuteReaderAsync(ct);
        var (generation, tables) = (0, new Dictionary<long, TableSummary>());
        while (await rows.ReadAsync(ct))
        {
            generation = rows.GetInt16(0);
            if (!rows.IsDBNull(1))
                tables.Add(rows.GetInt64(1), new TableSummary(
                    rows.GetBoolean(2), (int)rows.GetInt64(3), rows.GetInt64(4), rows.GetString(5)));
        }

        return (generation, tables);
    }

    /// <summary>The codes of one table by their numbers, those that were removed not long ago among them.</summary>
    public async Task<(int Generation, IReadOnlyDictionary<long, HeldCode> Codes)> CodesAsync(
        long controller, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            select m.generation, r.key, r.version, r.value is not null
            from master m
            left join table_records r on r.controller = $1 and r.kind = 1
            """);
        await using var rows = await command.With(controller).ExecuteReaderAsync(ct);
        var (generation, codes) = (0, new Dictionary<long, HeldCode>());
        while (await rows.ReadAsync(ct))
        {
            generation = rows.GetInt16(0);
            if (!rows.IsDBNull(1))
                codes.Add(BinaryPrimitives.ReadUInt32BigEndian(rows.GetFieldValue<byte[]>(1)),
                    new HeldCode(rows.GetInt64(2), rows.GetBoolean(3)));
        }

        return (generation, codes);
    }

    /// <summary>Active controllers of a tenant other than those it names, with their depots.</summary>
    public async Task<IReadOnlyList<(long Controller, Guid Depot)>> OthersAsync(
        int tenant, IReadOnlyCollection<long> named, int take, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            select c.number, c.depot
            from controllers c
            left join unnest($2) as named (number) on named.number = c.number
            where c.tenant = $1 and c.active and named.number is null
                -- A depot that is just being made is enrolled before its tenant has it.
                and c.enrolled_at < now() - interval '1 minute'
            order by c.number
            limit $3
            """);
        command.With(tenant).With(named.ToArray()).With(take);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var others = new List<(long, Guid)>();
        while (await rows.ReadAsync(ct))
            others.Add((rows.GetInt64(0), rows.GetGuid(1)));
        return others;
    }

    /// <summary>Notes that a tenant's database was restored.</summary>
    /// <returns>False when there is no tenant of this slug.</returns>
    public async Task<bool> NoteRecoveryAsync(string slug, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with noted as (
                update tenants set recoveries = recoveries + 1 where slug = $1 returning number
            )
            update master set recoveries = recoveries + 1 from noted
            """);
        return await command.With(slug).ExecuteNonQueryAsync(ct) == 1;
    }
}

/// <summary>A controller's table in one line.</summary>
/// <param name="IsActive">Not revoked.</param>
/// <param name="Compartments">How many compartment records it has.</param>
/// <param name="Version">The newest version of a compartment or setting; 0 = none.</param>
/// <param name="Codes">SHA-256 over <c>number:version</c> of all codes by number, separated by commas.</param>
public sealed record TableSummary(bool IsActive, int Compartments, long Version, string Codes);

/// <summary>A code that stands in a table, or did until not long ago.</summary>
/// <param name="Version">That put or removed it.</param>
/// <param name="IsPut">False once it was removed.</param>
public readonly record struct HeldCode(long Version, bool IsPut);
