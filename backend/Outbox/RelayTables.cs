using Fachwerk.Backend.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Fachwerk.Backend.Outbox;

/// <summary>What the relay keeps in the tenant's database: its lock, cursors, failures, events set aside.</summary>
internal static class RelayTables
{
    // Advisory locks count per database; this is the relay's in each tenant's.
    internal const long LockKey = 0x4661_7265_6c61_7901;
    private const string ClaimWait = "1s";
    private const int ErrorLengthMax = 500;

    /// <summary>Claims the tenant until the open transaction ends; false when another node has it.</summary>
    public static async Task<bool> TryClaimAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = CommandOn(db, "select pg_try_advisory_xact_lock($1)");
        return (bool)(await command.With(LockKey).ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Claims the tenant and reads what is due in its outbox, in one round trip. The rows are tracked. Waits a moment
    /// for another node that applies events just now: a person may wait for what is in the outbox.
    /// </summary>
    /// <returns>The rows, and whether others wait for their time or behind one that does: they keep no other stream
    /// from its turn. Null when the other node has the tenant for longer.</returns>
    public static async Task<(IReadOnlyList<OutboxRow> Rows, bool IsHeldBack)?> TryClaimOutboxAsync(
        TenantDbContext db, int take, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(ConnectionOf(db), TransactionOf(db));
        batch.Add("select set_config('lock_timeout', $1, true)").With(ClaimWait);
        batch.Add("select pg_advisory_xact_lock($1)").With(LockKey);
        batch.Add("select set_config('lock_timeout', '0', true)");
        batch.Add("select exists (select from outbox where not_before > $1)").With(now);
        batch.Add("""
            select number, urgent, kind, stream, key, payload, created_at, tries, not_before
            from outbox o
            where not exists (
                select from outbox w where w.stream = o.stream and w.number <= o.number and w.not_before > $2)
            order by urgent desc, number
            limit $1
            """).With(take).With(now);
        var outbox = new List<OutboxRow>();
        bool isHeldBack;
        try
        {
            await using var rows = await batch.ExecuteReaderAsync(ct);
            for (var i = 2; i < batch.BatchCommands.Count; i++)
                await rows.NextResultAsync(ct);
            isHeldBack = await rows.ReadAsync(ct) && rows.GetBoolean(0);
            await rows.NextResultAsync(ct);
            while (await rows.ReadAsync(ct))
                outbox.Add(Read(rows));
        }
        catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }

        db.AttachRange(outbox);
        return (outbox, isHeldBack);
    }

    public static async Task<Dictionary<long, RelayCursor>> CursorsAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = CommandOn(db, "select controller, position, event from relay_cursors");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var cursors = new Dictionary<long, RelayCursor>();
        while (await rows.ReadAsync(ct))
            cursors.Add(rows.GetInt64(0), new RelayCursor(rows.GetInt64(1), rows.GetInt64(2)));
        return cursors;
    }

    /// <summary>The rows at which controllers wait.</summary>
    public static async Task<Dictionary<long, long>> FailuresAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = CommandOn(db, "select controller, position from relay_failures");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var positions = new Dictionary<long, long>();
        while (await rows.ReadAsync(ct))
            positions.Add(rows.GetInt64(0), rows.GetInt64(1));
        return positions;
    }

    public static async Task MoveCursorsAsync(
        TenantDbContext db, IReadOnlyDictionary<long, RelayCursor> cursors, CancellationToken ct)
    {
        await using var command = CommandOn(db, """
            insert into relay_cursors (controller, position, event)
            select * from unnest($1, $2, $3)
            on conflict (controller) do update set position = excluded.position, event = excluded.event
            """);
        command.With(cursors.Keys.ToArray()).With(cursors.Values.Select(one => one.Position).ToArray())
            .With(cursors.Values.Select(one => one.Event).ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task ClearFailuresAsync(TenantDbContext db, IEnumerable<long> controllers, CancellationToken ct)
    {
        await using var command = CommandOn(db, "delete from relay_failures where controller = any ($1)");
        await command.With(controllers.ToArray()).ExecuteNonQueryAsync(ct);
    }

    public static async Task ClearFailuresAsync(TenantDbContext db, CancellationToken ct)
    {
        await using var command = CommandOn(db, "delete from relay_failures");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Counts a failure at a row.</summary>
    /// <returns>How often it has failed now.</returns>
    public static async Task<int> CountFailureAsync(TenantDbContext db, DepotEvent failed, CancellationToken ct)
    {
        await using var command = CommandOn(db, """
            insert into relay_failures (controller, position, tries) values ($1, $2, 1)
            on conflict (controller) do update
            set tries = case when relay_failures.position = excluded.position then relay_failures.tries + 1 else 1 end,
                position = excluded.position
            returning tries
            """);
        return (int)(await command.With(failed.Controller).With(failed.Position).ExecuteScalarAsync(ct))!;
    }

    public static async Task SetAsideAsync(
        TenantDbContext db, DepotEvent failed, Exception cause, DateTimeOffset now, CancellationToken ct)
    {
        var error = $"{cause.GetType().Name}: {cause.Message}";
        await using var command = CommandOn(db, """
            insert into relay_set_aside
                (position, controller, source, number, kind, compartment, received_at, error, set_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """);
        command.With(failed.Position).With(failed.Controller).With((short)failed.Source).With(failed.Number)
            .With(failed.Kind).With((short)failed.Compartment).With(failed.ReceivedAt)
            .With(error.Length <= ErrorLengthMax ? error : error[..ErrorLengthMax]).With(now);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>On the context's own connection and transaction.</summary>
    public static NpgsqlCommand CommandOn(TenantDbContext db, string sql) =>
        new(sql, ConnectionOf(db), TransactionOf(db));

    private static OutboxRow Read(NpgsqlDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Urgent = row.GetBoolean(1),
        Kind = row.GetString(2),
        Stream = row.GetString(3),
        Key = row.GetGuid(4),
        Payload = row.GetString(5),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(6),
        Tries = row.GetInt32(7),
        NotBefore = row.GetFieldValue<DateTimeOffset>(8)
    };

    private static NpgsqlConnection ConnectionOf(TenantDbContext db) => (NpgsqlConnection)db.Database.GetDbConnection();

    private static NpgsqlTransaction TransactionOf(TenantDbContext db) =>
        (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
        ?? throw new InvalidOperationException("The relay's tables are used inside a transaction only.");
}
