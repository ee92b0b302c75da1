using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// Writes 2.05 to GET <c>/t</c>: <c>[from, to, asOfEvent, [[operation, recordKind, bytes], …], digest]</c>, the body
/// over all its blocks. Reusable.
/// </summary>
public sealed class TableWriter
{
    private readonly CborWriter _writer = new CborWriter();

    /// <summary>Starts a body; exactly <paramref name="operations"/> operations follow.</summary>
    /// <param name="from">The version the operations apply to; 0 = an empty table.</param>
    /// <param name="to">The version they lead to.</param>
    /// <param name="asOfEvent">The backend knew the depot's events up to this number.</param>
    public void Begin(
        uint from, uint to, uint asOfEvent, int operations, byte[] buffer, int offset, int capacity)
    {
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteArray(5);
        _writer.WriteUnsigned(from);
        _writer.WriteUnsigned(to);
        _writer.WriteUnsigned(asOfEvent);
        _writer.WriteArray(operations);
    }

    /// <summary>Writes one operation; the bytes are the record or its key.</summary>
    public void Add(TableOperation operation, RecordKind kind, byte[] source, int offset, int count)
    {
        _writer.WriteArray(3);
        _writer.WriteUnsigned((ulong)operation);
        _writer.WriteUnsigned((ulong)kind);
        _writer.WriteBytes(source, offset, count);
    }

    /// <summary>Ends the body with the digest of the whole table at the new version.</summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int End(ulong digest)
    {
        _writer.WriteUnsigned(digest);
        return _writer.Overflowed ? 0 : _writer.Count;
    }
}
