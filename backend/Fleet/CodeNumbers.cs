using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Fleet;

/// <summary>Gives out code ids: per controller, only growing, never the same again.</summary>
public sealed class CodeNumbers(FleetDatabase fleet)
{
    /// <summary>The next code id of a controller. One that is not used in the end is lost.</summary>
    /// <returns>Null when there is no such active controller.</returns>
    public async Task<long?> NextAsync(long controller, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            update controllers
            set last_code_id = greatest(last_code_id, (select generation::bigint << 24 from master)) + 1
            where number = $1 and active
            returning last_code_id
            """);
        return await command.With(controller).ExecuteScalarAsync(ct) as long?;
    }
}
