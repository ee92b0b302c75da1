using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Secrets;
using Npgsql;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Fills the table of sessions from the fleet database: whole at start, new ones every few seconds, a changed one on
/// its signal. A datagram never causes a query, whatever number it names.
/// </summary>
internal sealed class SessionLoader(
    FleetDatabase fleet, MasterKey master, SessionTable sessions, SourceKeys sources)
{
    // Numbers are given before they are committed, so a lower one may appear after a higher one.
    private const int StragglersMax = 100;

    private long _highest;

    /// <summary>Reads the controllers that were enrolled since the last call; all of them at first.</summary>
    public Task LoadNewAsync(CancellationToken ct) => LoadAboveAsync(_highest - StragglersMax, ct);

    /// <summary>Reads all of them again: too many were revoked at once to name each.</summary>
    public Task LoadAllAsync(CancellationToken ct) => LoadAboveAsync(0, ct);

    /// <summary>Reads one controller again, for its floor has moved elsewhere or it was revoked.</summary>
    public async Task ReloadAsync(long controller, CancellationToken ct)
    {
        await using var command = Select("c.number = $1");
        command.With(controller);
        await foreach (var row in ReadAsync(command, ct))
            Put(row);
    }

    /// <summary>Keeps the secret of an epoch that was stepped to, in place of the earlier one.</summary>
    public async Task StoreSecretAsync(ControllerSession session, int epoch, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            update controller_keys set transport = $2, transport_epoch = $3
            where controller = $1 and transport_epoch < $3
            """);
        command.With((long)session.Number);
        command.With(master.Wrap(session.SecretOf(epoch), ControllerKeys.TransportPurpose(session.Number)));
        command.With((short)epoch);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task LoadAboveAsync(long number, CancellationToken ct)
    {
        await using var command = Select("c.number > $1");
        command.With(number);
        ExceptionDispatchInfo? first = null;
        await foreach (var row in ReadAsync(command, ct))
        {
            try
            {
                Put(row);
            }
            // One whose secret cannot be read keeps those behind it waiting no longer than till the end.
            catch (CryptographicException cause)
            {
                first ??= ExceptionDispatchInfo.Capture(cause);
            }
        }

        first?.Throw();
    }

    private void Put(Row row)
    {
        _highest = Math.Max(_highest, row.Number);
        var number = (uint)row.Number;
        if (!row.Active)
            sessions.Remove(number);
        else if (sessions.TryFind(number, out var session))
            session.Commit(row.Epoch, row.PartialIv);
        else
            sessions.Put(new ControllerSession(
                number, master.Unwrap(row.Wrapped, ControllerKeys.TransportPurpose(row.Number)),
                row.SecretEpoch, row.Epoch, row.PartialIv)
            {
                KnownSource = row.Path is null ? 0 : sources.SourceOf(row.Path),
            });
    }

    private NpgsqlCommand Select(string condition) => fleet.Source.CreateCommand($"""
        select c.number, c.active, c.epoch, c.partial_iv, k.transport, k.transport_epoch, c.path
        from controllers c
        join controller_keys k on k.controller = c.number
        where {condition}
        order by c.number
        """);

    private static async IAsyncEnumerable<Row> ReadAsync(
        NpgsqlCommand command, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            yield return new Row(rows.GetInt64(0), rows.GetBoolean(1), rows.GetInt16(2), rows.GetInt64(3),
                rows.GetFieldValue<byte[]>(4), rows.GetInt16(5),
                rows.IsDBNull(6) ? null : rows.GetFieldValue<byte[]>(6));
    }

    private readonly record struct Row(
        long Number, bool Active, int Epoch, long PartialIv, byte[] Wrapped, int SecretEpoch, byte[]? Path);
}
