using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Codes;

/// <summary>
/// Takes codes out of their depots' tables that have ended so long ago that nobody comes with them any more. Scoped.
/// </summary>
public sealed class RetireCodes(
    TenantDbContext db, CodePlaces places, OutboxWriter outbox, TenantCommit commit, TimeProvider time)
{
    /// <summary>Codes of one depot that leave its table in one version.</summary>
    public const int TakeMax = 500;

    /// <summary>Does so for one depot.</summary>
    /// <returns>False when there is none left.</returns>
    public async Task<bool> HandleAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var before = now - CodeRules.EndedKept;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await FindAsync(before, ct) is not { } found)
            return false;
        // Another node may just have been here.
        await places.LockAsync(found.Depot, ct);
        var leaving = await places.TakeAsync(found.Controller, TakeMax, before, now, ct);
        if (leaving.Count > 0)
            outbox.Add(CodeDelivery.KindName, DepotStream.Of(found.Controller), Guid.CreateVersion7(now),
                CodeTable.Leave(found.Controller, leaving));
        await commit.SaveAsync(ct);
        return true;
    }

    // Codes of a controller that was replaced are in no table any more.
    private async Task<(DepotId Depot, long Controller)?> FindAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = RelayTables.CommandOn(db, """
            select d.id, d.controller
            from access_codes c
            join depots d on d.id = c.depot and d.controller = c.controller
            where c.ends_at <= $1 and c.revoked_at is null and c.left_at is null
                and not (c.failed and c.put_version is null)
            limit 1
            """);
        await using var row = await command.With(before).ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (new DepotId(row.GetGuid(0)), row.GetInt64(1)) : null;
    }
}
