using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Fleet;

/// <summary>Gives out code ids: per controller, only growing, never the same again.</summary>
public sealed class CodeNumbers(FleetDatabase fleet)
{
    /// <summary>The next code id of a controller. One that is not used in the end is lost.</summary>
    /// <returns>The id, and the table version that the depot says it has; null when there is no such active controller.
    /// </returns>
    public async Task<(long Number, long DepotVersion)?> NextAsync(long controller, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            update controllers
            set last_code_id = greatest(last_code_id, (select generation::bigint << 24 from master)) + 1
            where number = $1 and active
            returning last_code_id, table_version
            """);
        await using var row = await command.With(controller).ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }
}
