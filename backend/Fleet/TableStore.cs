using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Npgsql;

namespace Fachwerk.Backend.Fleet;

/// <summary>What each depot's table should be: records, the version that put or removed each, and the digest.</summary>
public sealed class TableStore(FleetDatabase fleet, ControllerKeys keys, FleetSignals signals)
{
    /// <summary>The most changes one version may hold.</summary>
    public const int ChangesMax = 2_000;

    /// <summary>A Refresh order later than this is of no use: the check-in tells the version anyway.</summary>
    private static readonly TimeSpan RefreshDeadline = TimeSpan.FromSeconds(120);

    /// <summary>Applies changes as one new version.</summary>
    /// <param name="asOfEvent">The depot's newest event that the caller's state reflects; 0 unknown.</param>
    /// <returns>The version that holds the change.</returns>
    /// <exception cref="KeyNotFoundException">No such active controller.</exception>
    /// <exception cref="TableFullException">It would hold more codes than a depot has places for.</exception>
    public async Task<long> ApplyAsync(long controller, IReadOnlyList<TableChange> changes, Guid idempotencyKey,
        CancellationToken ct, long asOfEvent = 0) =>
        (await ApplyAsync(controller, [new TableEdit(idempotencyKey, changes)], ct, asOfEvent))[0];

    /// <summary>
    /// Applies edits as one new version, however many, and queues a Refresh order unless one waits already. An edit
    /// whose key was there before changes nothing and has the version that it made the first time.
    /// </summary>
    /// <param name="asOfEvent">The depot's newest event that the caller's state reflects; 0 unknown.</param>
    /// <returns>The version that holds each of the edits.</returns>
    /// <exception cref="KeyNotFoundException">No such active controller.</exception>
    /// <exception cref="TableFullException">It would hold more codes than a depot has places for, and more than
    /// before: what makes it smaller is always taken.</exception>
    public async Task<IReadOnlyList<long>> ApplyAsync(
        long controller, IReadOnlyList<TableEdit> edits, CancellationToken ct, long asOfEvent = 0)
    {
        ArgumentNullException.ThrowIfNull(edits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(edits.Sum(edit => edit.Changes.Count), ChangesMax);
        var marks = new TableDigest(FrameworkHmac.Instance, await keys.TableKeyAsync(controller, ct));
        await using var connection = await fleet.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var table = await LockAsync(connection, controller, ct);
        var before = await MadeBeforeAsync(connection, edits, ct);
        var fresh = edits.Where(edit => !before.ContainsKey(edit.Key)).ToList();
        if (fresh.Count > 0)
        {
            table = await PutAsync(connection, controller, table, ChangesOf(fresh), marks, ct);
            await FinishAsync(connection, controller, table, asOfEvent, fresh, ct);
            await QueueRefreshAsync(connection, controller, ct);
            await transaction.CommitAsync(ct);
            signals.OrdersWaiting(controller);
        }

        return [.. edits.Select(edit => before.GetValueOrDefault(edit.Key, table.Version))];
    }

    // Of one record the last change counts.
    private static List<TableChange> ChangesOf(IEnumerable<TableEdit> edits) =>
        [.. edits.SelectMany(edit => edit.Changes)
            .GroupBy(change => (change.Kind, Convert.ToHexString(change.Key))).Select(same => same.Last())];

    private static async Task<Table> LockAsync(NpgsqlConnection connection, long controller, CancellationToken ct)
    {
        await using (var adopt = new NpgsqlCommand("select adopt_generation($1)", connection))
            await adopt.With(controller).ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand("""
            select table_version_wanted, table_digest, table_codes
            from controllers
            where number = $1 and active
            for no key update
            """, connection);
        await using var row = await command.With(controller).ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            throw new KeyNotFoundException($"There is no active controller {controller}.");
        return new Table(row.GetInt64(0), unchecked((ulong)row.GetInt64(1)), row.GetInt32(2));
    }

    private static async Task<Dictionary<Guid, long>> MadeBeforeAsync(
        NpgsqlConnection connection, IReadOnlyList<TableEdit> edits, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select idempotency_key, version from table_changes where idempotency_key = any ($1)", connection);
        await using var rows = await command.With(KeysOf(edits)).ExecuteReaderAsync(ct);
        var versions = new Dictionary<Guid, long>();
        while (await rows.ReadAsync(ct))
            versions.Add(rows.GetGuid(0), rows.GetInt64(1));
        return versions;
    }

    private static async Task<Table> PutAsync(NpgsqlConnection connection, long controller, Table before,
        List<TableChange> changes, TableDigest marks, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with wanted as materialized (
                select * from unnest($2, $3, $4) with ordinality as w (kind, key, value, place)
            ),
            former as materialized (
                select w.place, r.value
                from wanted w
                join table_records r on r.controller = $1 and r.kind = w.kind and r.key = w.key
                where r.value is not null
            ),
            put as (
                insert into table_records (controller, kind, key, value, version)
                select $1, kind, key, value, $5 from wanted
                on conflict (controller, kind, key) do update set value = excluded.value, version = excluded.version
            )
            select place, value from former
            """, connection);
        command.With(controller).With(changes.Select(change => (short)change.Kind).ToArray());
        command.With(changes.Select(change => change.Key).ToArray());
        command.With(changes.Select(change => change.Record).ToArray()).With(before.Version + 1);
        var former = new byte[]?[changes.Count];
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
                former[rows.GetInt64(0) - 1] = rows.GetFieldValue<byte[]>(1);
        }

        var after = before with { Version = before.Version + 1 };
        for (var i = 0; i < changes.Count; i++)
            after = after.With(changes[i], former[i], marks);
        return after.Codes <= TableCode.LiveCodesMax || after.Codes <= before.Codes
            ? after
            : throw new TableFullException(controller, after.Codes);
    }

    private static async Task FinishAsync(NpgsqlConnection connection, long controller, Table table, long asOfEvent,
        List<TableEdit> edits, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with noted as (
                insert into table_changes (idempotency_key, controller, version) select unnest($6), $1, $2
            )
            update controllers
            set table_version_wanted = $2, table_digest = $3, table_codes = $4,
                as_of_event = greatest(as_of_event, $5)
            where number = $1
            """, connection);
        command.With(controller).With(table.Version).With(unchecked((long)table.Digest)).With(table.Codes);
        await command.With(asOfEvent).With(KeysOf(edits)).ExecuteNonQueryAsync(ct);
    }

    private static Guid[] KeysOf(IReadOnlyList<TableEdit> edits) => [.. edits.Select(edit => edit.Key)];

    // One unsent Refresh serves all changes made before it goes out.
    private static async Task QueueRefreshAsync(NpgsqlConnection connection, long controller, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select exists (
                select from orders where controller = $1 and closed_at is null and kind = $2 and sent_at is null
                    and deadline > now() + interval '60 s')
            """, connection);
        if (!(bool)(await command.With(controller).With((short)OrderKind.Refresh).ExecuteScalarAsync(ct))!)
            await OrderStore.QueueAsync(
                connection, controller, OrderKind.Refresh, 0, RefreshDeadline, Guid.NewGuid(), ct);
    }

    private sealed record Table(long Version, ulong Digest, int Codes)
    {
        public Table With(TableChange change, byte[]? former, TableDigest marks) => this with
        {
            Digest = unchecked(Digest - MarkOf(marks, change.Kind, former)
                + MarkOf(marks, change.Kind, change.Record)),
            Codes = Codes - CodesIn(change.Kind, former) + CodesIn(change.Kind, change.Record)
        };

        private static ulong MarkOf(TableDigest marks, RecordKind kind, byte[]? record) =>
            record is null ? 0 : marks.Of(kind, record, 0, record.Length);

        private static int CodesIn(RecordKind kind, byte[]? record) =>
            kind == RecordKind.Code && record is not null ? 1 : 0;
    }
}
