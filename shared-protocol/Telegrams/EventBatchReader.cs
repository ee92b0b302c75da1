using System;
using Fachwerk.Protocol.Cbor;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// Reads POST <c>/e</c>. Check the whole body by <see cref="TryBegin"/> first, then take its events. Reusable.
/// </summary>
public sealed class EventBatchReader
{
    private const int FixedItems = 3;
    private const int KindMax = 255;

    private readonly CborReader _reader = new CborReader();
    private int _eventsStart;
    private byte[] _buffer = new byte[0];
    private int _end;
    private int _taken;

    /// <summary>Number of the first event.</summary>
    public uint FirstEvent { get; private set; }

    /// <summary>Events in the batch, 1 to <see cref="Limits.EventsMax"/>.</summary>
    public int Events { get; private set; }

    /// <summary>Number of the last event.</summary>
    public uint LastEvent => FirstEvent + (uint)(Events - 1);

    /// <summary>Checks a body to its end; false when it is not one. Further items are ignored.</summary>
    /// <param name="scratch">Overwritten by the check.</param>
    public bool TryBegin(byte[] buffer, int offset, int count, JournalEvent scratch)
    {
        _buffer = buffer;
        _end = offset + count;
        _reader.Reset(buffer, offset, count);
        if (!_reader.TryReadArray(out int items) || items < 2) return false;
        if (!_reader.TryReadUInt32(out uint first) || first == 0) return false;
        if (!_reader.TryReadArray(out int events) || events < 1 || events > Limits.EventsMax) return false;
        if (first > uint.MaxValue - Limits.EventsMax) return false;
        FirstEvent = first;
        Events = events;
        _eventsStart = _reader.Position;
        _taken = 0;
        for (int i = 0; i < events; i++)
        {
            if (!TryTake(scratch)) return false;
        }

        bool whole = _reader.TrySkip(items - 2) && _reader.AtEnd;
        _reader.Reset(buffer, _eventsStart, _end - _eventsStart);
        _taken = 0;
        return whole;
    }

    /// <summary>Takes the next event; false after the last.</summary>
    public bool TryNext(JournalEvent entry) => _taken < Events && TryTake(entry);

    /// <summary>
    /// Copies the detail items of an event taken from this batch as one CBOR array, the form they are kept in.
    /// </summary>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    public int CopyDetails(JournalEvent entry, CborWriter writer, byte[] target, int offset, int capacity)
    {
        writer.Reset(target, offset, capacity);
        writer.WriteArray(entry.RawItems);
        writer.WriteRaw(_buffer, entry.RawOffset, entry.RawCount);
        return writer.Overflowed ? 0 : writer.Count;
    }

    private bool TryTake(JournalEvent entry)
    {
        if (!_reader.TryReadArray(out int items) || items < FixedItems) return false;
        if (!_reader.TryReadUInt32(out uint time)) return false;
        if (!_reader.TryReadNumber(KindMax, out int kind)) return false;
        if (!_reader.TryReadNumber(Limits.CompartmentMax, out int compartment)) return false;
        entry.Number = FirstEvent + (uint)_taken;
        entry.Time = time;
        entry.Kind = kind;
        entry.Compartment = compartment;
        _taken++;
        return TryTakeDetails(entry, items - FixedItems);
    }

    private bool TryTakeDetails(JournalEvent entry, int items)
    {
        entry.RawItems = items;
        entry.RawOffset = _reader.Position;
        entry.DetailCount = 0;
        int left = items;
        while (left > 0 && entry.DetailCount < Limits.DetailsMax && _reader.TryReadInteger(out long value))
        {
            entry.Details[entry.DetailCount++] = value;
            left--;
        }

        bool whole = _reader.TrySkip(left);
        entry.RawCount = _reader.Position - entry.RawOffset;
        return whole;
    }
}
