using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>2.04 to an order: <c>[orderId, outcome, event]</c>. Reusable.</summary>
public sealed class OrderAnswer
{
    private const int RequiredItems = 3;
    private const int OutcomeMax = 255;

    private readonly CborReader _reader = new CborReader();
    private readonly CborWriter _writer = new CborWriter();

    /// <summary>The order this answers.</summary>
    public uint OrderId { get; set; }

    /// <summary>An <see cref="OrderOutcome"/>, or a number of a later version.</summary>
    public int Outcome { get; set; }

    /// <summary>Number of the newest event that tells of the order; 0 = none does.</summary>
    public uint Event { get; set; }

    /// <summary>Writes the body.</summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteArray(RequiredItems);
        _writer.WriteUnsigned(OrderId);
        _writer.WriteUnsigned((ulong)Outcome);
        _writer.WriteUnsigned(Event);
        return _writer.Overflowed ? 0 : _writer.Count;
    }

    /// <summary>Reads a body; false when it is not one. Further items are ignored.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset, count);
        if (!_reader.TryReadArray(out int items) || items < RequiredItems) return false;
        if (!_reader.TryReadUInt32(out uint orderId)) return false;
        if (!_reader.TryReadNumber(OutcomeMax, out int outcome)) return false;
        if (!_reader.TryReadUInt32(out uint entry)) return false;
        OrderId = orderId;
        Outcome = outcome;
        Event = entry;
        return _reader.TrySkip(items - RequiredItems) && _reader.AtEnd;
    }
}
