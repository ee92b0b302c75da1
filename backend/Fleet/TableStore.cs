using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Telegrams;
using Npgsql;
using NpgsqlTypes;

namespace Fachwerk.Backend.Fleet;

/// <summary>What each depot's table should be: records, the version that put or removed each, and the digest.</summary>
public sealed class TableStore(FleetDatabase fleet, ControllerKeys keys, FleetSignals signals)
{
    /// <summary>The most changes one version may hold.</summary>
    public const int ChangesMax = 2_000;

    /// <summary>A Refresh order later than this is of no use: the check-in tells the version anyway.</summary>
    private static readonly TimeSpan RefreshDeadline = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Applies changes as one new version and queues a Refresh order unless one waits already. The same
    /// idempotency key again changes nothing and returns the version it made the first time.
    /// </summary>
    /// <param name="asOfEvent">The depot's newest event that the caller's state reflects; 0 unknown.</param>
    /// <returns>The version that holds the change.</returns>
    /// <exception cref="KeyNotFoundException">No such active controller.</exception>
    public async Task<long> ApplyAsync(long controller, IReadOnlyList<TableChange> changes, Guid idempotencyKey,
        CancellationToken ct, long asOfEvent = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(changes.Count, ChangesMax);
        var marks = new TableDigest(FrameworkHmac.Instance, await keys.TableKeyAsync(controller, ct));
        await using var connection = await fleet.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var table = await LockAsync(connection, controller, ct);
        if (await MadeBeforeAsync(connection, idempotencyKey, ct) is { } before)
            return before;
        var version = table.Version + 1;
        var digest = table.Digest;
        foreach (var change in changes)
        {
            var former = await PutAsync(connection, controller, change, version, ct);
            digest = unchecked(digest - MarkOf(marks, change.Kind, former)
                + MarkOf(marks, change.Kind, change.Record));
        }

        await FinishAsync(connection, controller, version, digest, asOfEvent, idempotencyKey, ct);
        await QueueRefreshAsync(connection, controller, ct);
        await transaction.CommitAsync(ct);
        signals.OrdersWaiting(controller);
        return version;
    }

    private static ulong MarkOf(TableDigest marks, RecordKind kind, byte[]? record) =>
        record is null ? 0 : marks.Of(kind, record, 0, record.Length);

    private static async Task<(long Version, ulong Digest)> LockAsync(
        NpgsqlConnection connection, long controller, CancellationToken ct)
    {
        await using (var adopt = new NpgsqlCommand("select adopt_generation($1)", connection))
            await adopt.With(controller).ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand("""
            select table_version_wanted, table_digest from controllers where number = $1 and active for no key update
            """, connection);
        await using var row = await command.With(controller).ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            throw new KeyNotFoundException($"There is no active controller {controller}.");
        return (row.GetInt64(0), unchecked((ulong)row.GetInt64(1)));
    }

    private static async Task<long?> MadeBeforeAsync(NpgsqlConnection connection, Guid key, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select version from table_changes where idempotency_key = $1", connection);
        return await command.With(key).ExecuteScalarAsync(ct) as long?;
    }

    /// <returns>The record that stood there, if one did.</returns>
    private static async Task<byte[]?> PutAsync(NpgsqlConnection connection, long controller,
        TableChange change, long version, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with former as materialized (
                select value from table_records where controller = $1 and kind = $2 and key = $3
            ), put as (
                insert into table_records (controller, kind, key, value, version) values ($1, $2, $3, $4, $5)
                on conflict (controller, kind, key) do update set value = excluded.value, version = excluded.version
            )
            select value from former
            """, connection);
        command.With(controller).With((short)change.Kind).With(change.Key);
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = change.Record ?? (object)DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Bytea,
        });
        return await command.With(version).ExecuteScalarAsync(ct) as byte[];
    }

    private static async Task FinishAsync(NpgsqlConnection connection, long controller, long version, ulong digest,
        long asOfEvent, Guid idempotencyKey, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with noted as (
                insert into table_changes (idempotency_key, controller, version) values ($5, $1, $2)
            )
            update controllers
            set table_version_wanted = $2, table_digest = $3, as_of_event = greatest(as_of_event, $4)
            where number = $1
            """, connection);
        command.With(controller).With(version).With(unchecked((long)digest)).With(asOfEvent).With(idempotencyKey);
        await command.ExecuteNonQueryAsync(ct);
    }

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
}
