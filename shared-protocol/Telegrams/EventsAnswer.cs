using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>2.04 to events: <c>[ackedEvent, waitSeconds?]</c>. Reusable.</summary>
public sealed class EventsAnswer
{
    private const int RequiredItems = 1;

    private readonly CborReader _reader = new CborReader();
    private readonly CborWriter _writer = new CborWriter();

    /// <summary>Events up to this number are in the database.</summary>
    public uint AckedEvent { get; set; }

    /// <summary>
    /// Seconds for which the depot keeps its further events to itself, at most <see cref="Limits.WaitSecondsMax"/>;
    /// 0 = none, and then the item is left out.
    /// </summary>
    public int WaitSeconds { get; set; }

    /// <summary>Writes the body.</summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteArray(WaitSeconds > 0 ? RequiredItems + 1 : RequiredItems);
        _writer.WriteUnsigned(AckedEvent);
        if (WaitSeconds > 0) _writer.WriteUnsigned((ulong)WaitSeconds);
        return _writer.Overflowed ? 0 : _writer.Count;
    }

    /// <summary>Reads a body; false when it is not one. Further items are ignored.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset, count);
        if (!_reader.TryReadArray(out int items) || items < RequiredItems) return false;
        if (!_reader.TryReadUInt32(out uint ackedEvent)) return false;
        int waitSeconds = 0;
        if (items > RequiredItems && !_reader.TryReadNumber(Limits.WaitSecondsMax, out waitSeconds)) return false;
        AckedEvent = ackedEvent;
        WaitSeconds = waitSeconds;
        return _reader.TrySkip(items > RequiredItems ? items - RequiredItems - 1 : 0) && _reader.AtEnd;
    }
}
