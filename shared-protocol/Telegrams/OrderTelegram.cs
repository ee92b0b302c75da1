using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>POST <c>/o</c> on the depot: <c>[orderId, kind, compartment, notAfter, detail…]</c>. Reusable.</summary>
public sealed class OrderTelegram
{
    private const int RequiredItems = 4;
    private const int KindMax = 255;

    private readonly CborReader _reader = new CborReader();
    private readonly CborWriter _writer = new CborWriter();

    /// <summary>Only grows, per controller, from 1.</summary>
    public uint OrderId { get; set; }

    /// <summary>An <see cref="OrderKind"/>, or a number of a later version.</summary>
    public int Kind { get; set; }

    /// <summary>1 to 64; 0 = the depot as a whole.</summary>
    public int Compartment { get; set; }

    /// <summary>Unix seconds, UTC, at most 2^32 - 1: not to be carried out later than this.</summary>
    public long NotAfter { get; set; }

    /// <summary>Writes the body.</summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int Write(byte[] buffer, int offset, int capacity)
    {
        _writer.Reset(buffer, offset, capacity);
        _writer.WriteArray(RequiredItems);
        _writer.WriteUnsigned(OrderId);
        _writer.WriteUnsigned((ulong)Kind);
        _writer.WriteUnsigned((ulong)Compartment);
        _writer.WriteUnsigned((ulong)NotAfter);
        return _writer.Overflowed ? 0 : _writer.Count;
    }

    /// <summary>Reads a body; false when it is not one. Details of later versions are ignored.</summary>
    public bool TryRead(byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset, count);
        if (!_reader.TryReadArray(out int items) || items < RequiredItems) return false;
        if (!_reader.TryReadUInt32(out uint orderId) || orderId == 0) return false;
        if (!_reader.TryReadNumber(KindMax, out int kind)) return false;
        if (!_reader.TryReadNumber(Limits.CompartmentMax, out int compartment)) return false;
        if (!_reader.TryReadUInt32(out uint notAfter)) return false;
        OrderId = orderId;
        Kind = kind;
        Compartment = compartment;
        NotAfter = notAfter;
        return _reader.TrySkip(items - RequiredItems) && _reader.AtEnd;
    }
}
