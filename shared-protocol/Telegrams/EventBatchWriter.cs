using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// Writes POST <c>/e</c>: <c>[firstEvent, [[time, kind, compartment, detail…], …]]</c>; at most
/// <see cref="Limits.EventsMax"/> events. An event that no longer fits is left out whole. Reusable.
/// </summary>
public sealed class EventBatchWriter
{
    private const int FixedItems = 3;

    private readonly CborWriter _writer = new CborWriter();
    private byte[] _buffer = new byte[0];
    private int _offset;
    private int _end;
    private int _headPosition;

    /// <summary>Events written.</summary>
    public int Events { get; private set; }

    /// <summary>Bytes written.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a batch with the number of its first event.</summary>
    public void Begin(uint firstEvent, byte[] buffer, int offset, int capacity)
    {
        _buffer = buffer;
        _offset = offset;
        _end = offset + capacity;
        Events = 0;
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteArray(2);
        _writer.WriteUnsigned(firstEvent);
        _headPosition = _writer.Position;
        _writer.WriteArray(0);
        Count = _writer.Overflowed ? 0 : _writer.Count;
    }

    /// <summary>Adds the next event in order of numbers; false when the batch is full.</summary>
    public bool TryAdd(JournalEvent entry)
    {
        if (Events == Limits.EventsMax || Count == 0) return false;
        int start = _offset + Count;
        _writer.Reset(_buffer, start, _end - start);
        _writer.WriteArray(FixedItems + entry.DetailCount);
        _writer.WriteUnsigned((ulong)entry.Time);
        _writer.WriteUnsigned((ulong)entry.Kind);
        _writer.WriteUnsigned((ulong)entry.Compartment);
        for (int i = 0; i < entry.DetailCount; i++) _writer.WriteInteger(entry.Details[i]);
        if (_writer.Overflowed) return false;
        Events++;
        Count += _writer.Count;

        // At most 23 events: the head of the inner array stays one byte and is written again with each.
        _writer.Reset(_buffer, _headPosition, 1);
        _writer.WriteArray(Events);
        return true;
    }
}
