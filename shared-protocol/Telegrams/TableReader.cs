using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// Reads the body of a table answer, put together from its blocks. <see cref="TryBegin"/> checks all of it; then take
/// the operations. Reusable.
/// </summary>
public sealed class TableReader
{
    private const int RequiredItems = 5;
    private const int OperationItems = 3;
    private const int OperationMax = 255;

    private readonly CborReader _reader = new CborReader();
    private int _items;
    private int _taken;

    /// <summary>The version the operations apply to; 0 = an empty table.</summary>
    public uint From { get; private set; }

    /// <summary>The version they lead to.</summary>
    public uint To { get; private set; }

    /// <summary>The backend knew the depot's events up to this number.</summary>
    public uint AsOfEvent { get; private set; }

    /// <summary>Operations in the answer.</summary>
    public int Operations { get; private set; }

    /// <summary>Digest of the whole table at version <see cref="To"/>.</summary>
    public ulong Digest { get; private set; }

    /// <summary>A <see cref="TableOperation"/> or a number of a later version: the operation last taken.</summary>
    public int Operation { get; private set; }

    /// <summary>A <see cref="RecordKind"/> or a number of a later version.</summary>
    public int Kind { get; private set; }

    /// <summary>Where the record or key starts in the buffer.</summary>
    public int ValueOffset { get; private set; }

    /// <summary>Bytes of the record or key, at most <see cref="Limits.RecordMax"/>.</summary>
    public int ValueCount { get; private set; }

    /// <summary>Checks a body to its end; false when it is not one. Further items are ignored.</summary>
    public bool TryBegin(byte[] buffer, int offset, int count)
    {
        if (!TryOpen(buffer, offset, count)) return false;
        while (HasNext)
        {
            if (!TryNext()) return false;
        }

        return TryEnd() && TryOpen(buffer, offset, count);
    }

    /// <summary>True while an operation is left.</summary>
    public bool HasNext => _taken < Operations;

    /// <summary>
    /// Reads what stands before the operations. Whoever does not check the body first sees at each of them, and at the
    /// end, whether it is one.
    /// </summary>
    public bool TryOpen(byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset, count);
        if (!_reader.TryReadArray(out int items) || items < RequiredItems) return false;
        if (!_reader.TryReadUInt32(out uint from)) return false;
        if (!_reader.TryReadUInt32(out uint to)) return false;
        if (!_reader.TryReadUInt32(out uint asOfEvent)) return false;
        if (!_reader.TryReadArray(out int operations)) return false;
        From = from;
        To = to;
        AsOfEvent = asOfEvent;
        Operations = operations;
        _items = items;
        _taken = 0;
        return true;
    }

    /// <summary>Reads what stands behind the last operation.</summary>
    public bool TryEnd()
    {
        if (!_reader.TryReadUnsigned(ulong.MaxValue, out ulong digest)) return false;
        Digest = digest;
        return _reader.TrySkip(_items - RequiredItems) && _reader.AtEnd;
    }

    /// <summary>Takes the next operation; false after the last, or when it is none.</summary>
    public bool TryNext()
    {
        if (!HasNext) return false;
        _taken++;
        return TryTake();
    }

    private bool TryTake()
    {
        if (!_reader.TryReadArray(out int items) || items < OperationItems) return false;
        if (!_reader.TryReadNumber(OperationMax, out int operation)) return false;
        if (!_reader.TryReadNumber(OperationMax, out int kind)) return false;
        if (!_reader.TryReadBytes(out int offset, out int count) || count > Limits.RecordMax) return false;
        Operation = operation;
        Kind = kind;
        ValueOffset = offset;
        ValueCount = count;
        return _reader.TrySkip(items - OperationItems);
    }
}
