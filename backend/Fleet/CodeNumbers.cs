using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Fleet;

/// <summary>Gives out code ids: per controller, only growing, never the same again.</summary>
public sealed class CodeNumbers(FleetDatabase fleet)
{
    /// <summary>The next code ids of a controller. What is not used in the end is lost.</summary>
    /// <returns>The first of them, and the table version that the depot says it has; null when there is no such active
    /// controller.</returns>
    public async Task<(long First, long DepotVersion)?> NextAsync(long controller, int count, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            update controllers
            set last_code_id = greatest(last_code_id, (select generation::bigint << 24 from master)) + $2
            where number = $1 and active
            returning last_code_id - $2 + 1, table_version
            """);
        await using var row = await command.With(controller).With(count).ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }
}
