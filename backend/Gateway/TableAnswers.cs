using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Npgsql;

namespace Fachwerk.Backend.Gateway;

/// <summary>The body of a table answer over all its blocks.</summary>
/// <param name="To">The version it leads to; its ETag.</param>
internal sealed record TableBody(uint From, uint To, byte[] Bytes)
{
    /// <summary>Puts a body together.</summary>
    /// <param name="operations">A record's bytes to put it, its key's to remove it.</param>
    /// <returns>Null when it is larger than a depot takes.</returns>
    public static TableBody? Write(uint from, uint to, uint asOf, ulong digest,
        IReadOnlyCollection<(bool Put, RecordKind Kind, byte[] Bytes)> operations)
    {
        var writer = new TableWriter();
        var buffer = new byte[Limits.TableBodyMax];
        writer.Begin(from, to, asOf, operations.Count, buffer, 0, buffer.Length);
        foreach (var (put, kind, bytes) in operations)
            writer.Add(put ? TableOperation.Put : TableOperation.Remove, kind, bytes, 0, bytes.Length);
        var count = writer.End(digest);
        return count == 0 ? null : new TableBody(from, to, buffer[..count]);
    }
}

/// <summary>
/// Reads what a depot's table lacks: the records put or removed since its version, or the whole table where that is
/// more than a depot takes. The newest bodies are kept, so that a read that has begun comes to its end however often
/// the table changes meanwhile; what is newer the depot asks for next.
/// </summary>
internal sealed class TableAnswers(FleetDatabase fleet)
{
    private const int KeptMax = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Controller, uint Since), TableBody> _kept = [];
    private readonly Queue<(long Controller, uint Since)> _order = [];

    /// <param name="wanted">The version the table has now, as just committed.</param>
    /// <param name="isBegun">The depot has blocks of it already.</param>
    /// <returns>Null when it is larger than a depot takes.</returns>
    public async Task<TableBody?> ReadAsync(
        long controller, uint since, long wanted, bool isBegun, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue((controller, since), out var kept) && (isBegun || kept.To == wanted))
                return kept;
        }

        // A depot that was away for long lacks more removals than fit, of codes that it never had.
        var body = await QueryAsync(controller, since, ct) ?? await QueryAsync(controller, 0, ct);
        lock (_gate)
        {
            if (body is not null && _kept.TryAdd((controller, since), body))
                _order.Enqueue((controller, since));
            else if (body is not null)
                _kept[(controller, since)] = body;
            if (_order.Count > KeptMax)
                _kept.Remove(_order.Dequeue());
        }

        return body;
    }

    // One statement, so one snapshot: version, digest and records belong together.
    private async Task<TableBody?> QueryAsync(long controller, uint since, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("""
            with wanted as (
                select number, table_version_wanted as version, table_digest as digest, as_of_event,
                       case when $2 between table_horizon and table_version_wanted then $2 else 0 end as since
                from controllers
                where number = $1
            )
            select w.version, w.digest, w.as_of_event, w.since, r.kind, r.key, r.value
            from wanted w
            left join table_records r on r.controller = w.number and r.version > w.since
                and (w.since > 0 or r.value is not null)
            -- What leaves goes first: its place may be another one's.
            order by r.value is not null, r.kind, r.key
            """);
        await using var rows = await command.With(controller).With((long)since).ExecuteReaderAsync(ct);
        var operations = new List<(bool Put, RecordKind Kind, byte[] Bytes)>();
        (long To, long Digest, long AsOf, long From) head = default;
        while (await rows.ReadAsync(ct))
        {
            head = (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3));
            if (!rows.IsDBNull(4))
                operations.Add(ReadOperation(rows));
        }

        return TableBody.Write(
            (uint)head.From, (uint)head.To, (uint)head.AsOf, unchecked((ulong)head.Digest), operations);
    }

    private static (bool Put, RecordKind Kind, byte[] Bytes) ReadOperation(NpgsqlDataReader row)
    {
        var kind = (RecordKind)row.GetInt16(4);
        return row.IsDBNull(6)
            ? (false, kind, row.GetFieldValue<byte[]>(5))
            : (true, kind, row.GetFieldValue<byte[]>(6));
    }
}
