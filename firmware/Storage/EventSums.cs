using System;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Events that the journal had no room for: of each kind how many, and the time, the compartment and the first detail
/// of the last one. Told by an event each once there is room again.
/// <code>
/// count[4]  compartment[1]  isOfSeveral[1]  kept[2]  time[4]  detail[4]  toldAs[4]     (atomic record, one a kind)
/// </code>
/// The event that tells a sum is written first, the sum cleared second, with the number of that event. A cut between
/// them leaves a sum that was told under an older number than the journal's event of it: it is cleared at the start.
/// </summary>
public sealed class EventSums : IStartRecords
{
    /// <summary>Bytes of a record.</summary>
    public const int PayloadBytes = 20;

    /// <summary>Kinds there is a record for.</summary>
    public const int KindsMax = 48;

    private const int RecordsPerRead = 2;
    private const int CompartmentAt = 4;
    private const int SeveralAt = 5;
    private const int TimeAt = 8;
    private const int DetailAt = 12;
    private const int ToldAsAt = 16;

    // None for kinds that are never counted.
    private readonly Fram _fram;
    private readonly AtomicRecord?[] _records = new AtomicRecord?[KindsMax];
    private readonly byte[] _sums = new byte[KindsMax * PayloadBytes];
    private readonly byte[] _changed = new byte[PayloadBytes];
    private int _unstored = -1;
    private int _next;

    /// <param name="fram">Chip A.</param>
    public EventSums(Fram fram)
    {
        _fram = fram;
        fram.Reserve(RecordsPerRead * AtomicRecord.SizeBytes(PayloadBytes));
        for (int i = 0; i < KindsMax; i++)
        {
            int room = EventRegistry.WaitingMax((EventKind)(i + 1));
            int address = FramMap.EventSums + i * AtomicRecord.SizeBytes(PayloadBytes);
            _records[i] = room == EventRegistry.GivesWayMax || room == EventRegistry.RepeatableMax
                ? new AtomicRecord(fram, address, PayloadBytes) : null;
        }
    }

    /// <summary>The kind whose sum is told next; 0 = there is none.</summary>
    public EventKind Next { get; private set; }

    /// <summary>Events of a kind that were counted and not told yet.</summary>
    public int CountOf(EventKind kind) => (int)BigEndian.ReadUInt32(_sums, Offset(kind));

    /// <summary>Compartment of the last one.</summary>
    public int CompartmentOf(EventKind kind) => _sums[Offset(kind) + CompartmentAt];

    /// <summary>True when they were of several compartments.</summary>
    public bool IsOfSeveral(EventKind kind) => _sums[Offset(kind) + SeveralAt] != 0;

    /// <summary>Time of the last one.</summary>
    public uint TimeOf(EventKind kind) => BigEndian.ReadUInt32(_sums, Offset(kind) + TimeAt);

    /// <summary>First detail of the last one.</summary>
    public uint DetailOf(EventKind kind) => BigEndian.ReadUInt32(_sums, Offset(kind) + DetailAt);

    /// <inheritdoc />
    public bool IsLoaded => _next == KindsMax;

    /// <inheritdoc />
    public bool TryLoadNext()
    {
        int recordBytes = AtomicRecord.SizeBytes(PayloadBytes);
        if (!_fram.TryRead(
            FramMap.EventSums + _next * recordBytes, _fram.Scratch, 0, RecordsPerRead * recordBytes))
        {
            return false;
        }
        for (int i = 0; i < RecordsPerRead; i++)
        {
            AtomicRecord? record = _records[_next];
            if (record != null)
            {
                record.Take(_fram.Scratch, i * recordBytes, _sums, _next * PayloadBytes);
            }
            _next++;
        }
        if (IsLoaded)
        {
            FindNext();
        }
        return true;
    }

    /// <summary>Counts events; when it returns true, that is durable.</summary>
    public bool TryCount(EventKind kind, int times, int compartment, uint time, uint detail)
    {
        int at = Offset(kind);
        long count = (long)CountOf(kind) + times;
        bool isOther = CountOf(kind) != 0 && _sums[at + CompartmentAt] != compartment;
        Array.Copy(_sums, at, _changed, 0, PayloadBytes);
        BigEndian.WriteUInt32(_changed, 0, (uint)(count < SumDetails.CountMax ? count : SumDetails.CountMax));
        _changed[CompartmentAt] = (byte)compartment;
        _changed[SeveralAt] |= (byte)(isOther ? 1 : 0);
        BigEndian.WriteUInt32(_changed, TimeAt, time);
        BigEndian.WriteUInt32(_changed, DetailAt, detail);
        AtomicRecord? record = _records[(int)kind - 1];
        if (record == null || !record.TryStore(_changed, 0))
        {
            return false;
        }
        Array.Copy(_changed, 0, _sums, at, PayloadBytes);
        FindNext();
        return true;
    }

    /// <summary>An event told the sum of a kind. What cannot be stored is tried again with the next one.</summary>
    public void Clear(EventKind kind, uint toldAs)
    {
        int at = Offset(kind);
        Array.Clear(_sums, at, PayloadBytes);
        BigEndian.WriteUInt32(_sums, at + ToldAsAt, toldAs);
        FindNext();
        _unstored = (int)kind - 1;
        TryCatchUp();
    }

    /// <summary>Stores what could not be stored when it was cleared. True when nothing of that kind is left.</summary>
    public bool TryCatchUp()
    {
        AtomicRecord? record = _unstored < 0 ? null : _records[_unstored];
        bool isStored = record == null || record.TryStore(_sums, _unstored * PayloadBytes);
        _unstored = isStored ? -1 : _unstored;
        return isStored;
    }

    /// <summary>At start: an event of the journal tells a sum of this kind.</summary>
    public void NoteTold(EventKind kind, uint number)
    {
        bool isKind = kind > 0 && (int)kind <= KindsMax;
        if (isKind && CountOf(kind) != 0 && BigEndian.ReadUInt32(_sums, Offset(kind) + ToldAsAt) < number)
        {
            Clear(kind, number);
        }
    }

    private void FindNext()
    {
        int kind = KindsMax;
        while (kind > 0 && CountOf((EventKind)kind) == 0)
        {
            kind--;
        }
        Next = (EventKind)kind;
    }

    private static int Offset(EventKind kind) => ((int)kind - 1) * PayloadBytes;
}
