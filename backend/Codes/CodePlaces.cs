using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Codes;

/// <summary>
/// The places of a depot's table: a code has one from its issue on, also before its window, until it is revoked or,
/// ended, gives it away. Used within a transaction. Scoped.
/// </summary>
public sealed class CodePlaces(TenantDbContext db)
{
    /// <summary>
    /// Until the commit nobody else gives places of this depot out or away: what is counted from here on stays true.
    /// </summary>
    /// <returns>The time by the database's clock.</returns>
    public async Task<DateTimeOffset> LockAsync(DepotId depot, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(
            db, "select clock_timestamp() from depots where id = $1 for no key update");
        return (DateTime)(await command.With(depot.Value).ExecuteScalarAsync(ct))!;
    }

    /// <summary>How many of a controller's places are taken, and by how many codes that have not ended.</summary>
    public async Task<(int Taken, int Live)> CountAsync(long controller, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, """
            select count(*)::int, (count(*) filter (where (ends_at <= $2) is not true))::int
            from access_codes
            where controller = $1 and revoked_at is null and left_at is null
                -- It never got there.
                and not (failed and put_version is null)
            """);
        await using var row = await command.With(controller).With(now).ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetInt32(0), row.GetInt32(1));
    }

    /// <summary>Takes places from codes that have ended, those first that did so long ago. Under the lock.</summary>
    /// <param name="wanted">How many.</param>
    /// <param name="before">They ended before this.</param>
    /// <returns>The codes that leave the table, at most so many; whoever asks has them taken out.</returns>
    public async Task<IReadOnlyList<AccessCode>> TakeAsync(
        long controller, int wanted, DateTimeOffset before, DateTimeOffset now, CancellationToken ct)
    {
        var usedUpBefore = now - CodeRules.UsedUpKept;
        var leaving = await db.Set<AccessCode>()
            .Where(code => code.Controller == controller && code.RevokedAt == null && code.LeftAt == null)
            .Where(code => code.EndsAt <= before && !(code.Failed && code.PutVersion == null))
            .Where(code => code.Uses == 0 || code.Used < code.Uses || code.EndsAt <= usedUpBefore)
            .OrderBy(code => code.EndsAt).ThenBy(code => code.Number)
            .Take(wanted)
            .ToListAsync(ct);
        foreach (var code in leaving)
            code.LeftAt = now;
        return leaving;
    }

    /// <summary>Which of these tags the depot may still hold: digits come free when it has said that they are gone.
    /// </summary>
    /// <param name="depotVersion">The table version that it says it has.</param>
    public async Task<IReadOnlySet<string>> HeldAsync(
        long controller, byte[][] tags, long depotVersion, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, """
            select tag
            from access_codes
            where controller = $1 and tag = any ($2) and not (failed and put_version is null)
                and (revoked_at is null and left_at is null or remove_version is null or remove_version > $3)
            """);
        await using var rows = await command.With(controller).With(tags).With(depotVersion).ExecuteReaderAsync(ct);
        var held = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
            held.Add(Convert.ToHexString(rows.GetFieldValue<byte[]>(0)));
        return held;
    }
}
