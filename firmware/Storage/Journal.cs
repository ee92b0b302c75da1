using System;
using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The depot's own store of events: a ring in FRAM A. An event is in it before the deed it explains.
/// <code>
/// entry   number[4]  time[4]  kind[1]  compartment[1]  detail1[4]  detail2[4]  crc16[2]
/// head    nextNumber[4]  acknowledged[4]  newestAlarm[4]      (atomic record)
/// </code>
/// The entry is written first, the head second. A cut between them leaves a whole entry with the head's next number:
/// it is taken over at the next start. A cut inside the entry leaves one whose CRC is wrong: the number is still
/// free. Where so many events wait already that a kind has no room (<see cref="EventRegistry"/>), it is counted
/// instead, as durably, and told as a sum later.
/// </summary>
public sealed class Journal : IStartRecords
{
    /// <summary>Bytes of an entry.</summary>
    public const int EntryBytes = 20;

    /// <summary>Entries of the ring.</summary>
    public const int Capacity = (Fram.SizeBytes - FramMap.JournalRing) / EntryBytes;

    /// <summary>Bytes of the head record.</summary>
    public const int HeadBytes = 12;

    private const int CheckedBytes = EntryBytes - 2;

    // As many as one transfer takes.
    private const uint RowEntries = 6;

    private readonly Fram _fram;
    private readonly AtomicRecord _headRecord;
    private readonly byte[] _head = new byte[HeadBytes];
    private readonly byte[] _entry = new byte[EntryBytes];
    private readonly byte[] _row = new byte[RowEntries * EntryBytes];
    private readonly RecentEvents _recent;
    private uint _newestAlarm;
    private bool _hasBegunRecent;
    private uint _rowFrom;
    private uint _rowCount;

    /// <param name="fram">Chip A.</param>
    public Journal(Fram fram)
    {
        _recent = new RecentEvents(this);
        _fram = fram;
        _headRecord = new AtomicRecord(fram, FramMap.JournalHead, HeadBytes);
        Sums = new EventSums(fram);
    }

    /// <summary>Events that were counted and not told yet.</summary>
    public EventSums Sums { get; }

    /// <summary>Unix seconds to stamp events with; 0 = not to be trusted. Set at the beginning of each tick.</summary>
    public uint Time { get; set; }

    /// <summary>The number the next event gets; the first is 1.</summary>
    public uint NextNumber { get; private set; } = 1;

    /// <summary>The gateway holds all events up to this one.</summary>
    public uint Acknowledged { get; private set; }

    /// <summary>True once an event could not be written, until one could.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>
    /// Set while the chip was found not to answer, or to answer nonsense: then nothing is written, so nothing that
    /// needs an event is done.
    /// </summary>
    public bool IsSilent { get; set; }

    /// <summary>
    /// True once this boot brought a door, code or alarm event: then the depot talks before its turn.
    /// </summary>
    public bool HasUrgent { get; private set; }

    /// <summary>True while a break-in, an opened housing or a duress code waits for the gateway.</summary>
    public bool HasAlarm => _newestAlarm > Acknowledged;

    /// <summary>The newest event; 0 = none yet.</summary>
    public uint LastNumber => NextNumber - 1;

    /// <summary>
    /// The oldest event the ring surely holds: the one before it lies where the next will be written, and a cut may
    /// have begun that.
    /// </summary>
    public uint OldestHeld => NextNumber > Capacity ? NextNumber - Capacity + 1 : 1;

    /// <summary>Events overwritten before they were acknowledged.</summary>
    public uint Overwritten => Acknowledged + 1 < OldestHeld ? OldestHeld - Acknowledged - 1 : 0;

    /// <summary>True when the event appended last was counted instead of written.</summary>
    public bool HasCounted { get; private set; }

    /// <summary>True while so few events wait that every kind is written one by one.</summary>
    public bool HasRoomForAll => Waiting < EventRegistry.GivesWayMax;

    /// <summary>True when a sum can be told now.</summary>
    public bool HasSumToTell => HasRoomForAll && !IsSilent && Sums.Next != 0;

    /// <summary>True while events wait for the gateway.</summary>
    public bool HasUnacknowledged => Acknowledged < LastNumber;

    /// <summary>The first number the next event telegram carries: a Gap takes the last overwritten one.</summary>
    public uint FirstToSend => Overwritten > 0 ? OldestHeld - 1 : Acknowledged + 1;

    /// <inheritdoc />
    public bool IsLoaded => Sums.IsLoaded && (Sums.Next == 0 || (_hasBegunRecent && _recent.IsDone));

    /// <summary>Reads head and sums.</summary>
    public LoadResult Load()
    {
        LoadResult result = LoadHead();
        return result != LoadResult.NoAnswer && StartRecords.TryLoadAll(this) ? result : LoadResult.NoAnswer;
    }

    /// <summary>
    /// Begins with the head and takes over an entry that a power cut left without it; the sums are the rest.
    /// </summary>
    public LoadResult LoadHead()
    {
        LoadResult result = _headRecord.Load(_head, 0);
        if (result == LoadResult.NoAnswer)
        {
            return result;
        }
        if (result == LoadResult.Loaded)
        {
            NextNumber = BigEndian.ReadUInt32(_head, 0);
            Acknowledged = BigEndian.ReadUInt32(_head, 4);
            _newestAlarm = BigEndian.ReadUInt32(_head, 8);
        }
        if (!_fram.TryRead(AddressOf(NextNumber), _entry, 0, EntryBytes))
        {
            return LoadResult.NoAnswer;
        }
        return !IsWhole(NextNumber) || TryTakeOver((EventKind)_entry[8]) ? result : LoadResult.NoAnswer;
    }

    /// <summary>Reads sums, then looks which of them were told already.</summary>
    public bool TryLoadNext()
    {
        if (!Sums.IsLoaded)
        {
            return Sums.TryLoadNext();
        }
        if (!_hasBegunRecent)
        {
            _hasBegunRecent = true;
            _recent.Begin();
        }
        while (_recent.TryNext())
        {
            if (_recent.Entry.Kind == EventKind.Summed)
            {
                Sums.NoteTold((EventKind)SumDetails.Kind(_recent.Entry.Detail1), _recent.Entry.Number);
            }
        }
        return true;
    }

    /// <summary>
    /// Writes an event, or counts it where its kind has no room; when it returns true that is durable. Written ones get
    /// the next number; kinds that are kept are never only counted.
    /// </summary>
    /// <param name="compartment">1 to 64; 0 = none.</param>
    /// <param name="detail1">As <see cref="EventKind"/> lists the details; 0 where the kind has fewer.</param>
    /// <param name="detail2">The second detail.</param>
    public bool TryAppend(EventKind kind, int compartment, uint detail1, uint detail2)
    {
        HasCounted = Waiting >= (uint)EventRegistry.WaitingMax(kind);
        bool isDurable = HasCounted
            ? TryCount(kind, 1, compartment, detail1) && (!EventRegistry.IsAlarm(kind) || TryNoteAlarm())
            : TryWrite(kind, compartment, Time, detail1, detail2);
        IsFaulty = !isDurable;
        HasUrgent |= EventRegistry.IsUrgent(kind);
        return isDurable;
    }

    /// <summary>Counts events that are told as a sum whatever room there is.</summary>
    /// <param name="detail">First detail of the last one.</param>
    public bool TryCount(EventKind kind, int times, int compartment, uint detail) =>
        !IsSilent && Sums.TryCount(kind, times, compartment, Time, detail);

    /// <summary>Tells one of the sums if it can.</summary>
    public void TellSum()
    {
        EventKind kind = Sums.Next;
        if (!Sums.TryCatchUp() || !HasSumToTell)
        {
            return;
        }
        uint number = NextNumber;
        int compartment = Sums.IsOfSeveral(kind) ? 0 : Sums.CompartmentOf(kind);
        uint sum = SumDetails.Encode(kind, Sums.CountOf(kind));
        if (TryWrite(EventKind.Summed, compartment, Sums.TimeOf(kind), sum, Sums.DetailOf(kind)))
        {
            Sums.Clear(kind, number);
        }
    }

    /// <summary>True when the chip answered the last reading: what it said may be damaged all the same.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>True when a flipped bit was put right in the last reading, which took the bus longer.</summary>
    public bool HasMended { get; private set; }

    /// <summary>
    /// Reads an event; false when the ring no longer holds it, more than one bit of it has flipped, or the chip does
    /// not answer.
    /// </summary>
    public bool TryRead(uint number, JournalEntry found)
    {
        bool isHeld = number >= OldestHeld && number <= LastNumber;
        HasAnswered = !isHeld || _fram.TryRead(AddressOf(number), _entry, 0, EntryBytes);
        return TryTake(number, isHeld && HasAnswered, found);
    }

    /// <summary>Begins to read several events in a row.</summary>
    public void BeginRow() => _rowCount = 0;

    /// <summary>The same as <see cref="TryRead"/>, with those that follow it read in the same transfer.</summary>
    public bool TryReadRow(uint number, JournalEntry found)
    {
        bool isHeld = number >= OldestHeld && number <= LastNumber;
        if (isHeld && number - _rowFrom >= _rowCount)
        {
            uint left = LastNumber - number + 1;
            uint toEnd = Capacity - number % Capacity;
            uint count = left < RowEntries ? left : RowEntries;
            _rowFrom = number;
            _rowCount = count < toEnd ? count : toEnd;
            HasAnswered = _fram.TryRead(AddressOf(number), _row, 0, (int)_rowCount * EntryBytes);
            _rowCount = HasAnswered ? _rowCount : 0;
        }
        HasAnswered = !isHeld || _rowCount != 0;
        if (isHeld && HasAnswered)
        {
            Array.Copy(_row, (int)(number - _rowFrom) * EntryBytes, _entry, 0, EntryBytes);
        }
        return TryTake(number, isHeld && HasAnswered, found);
    }

    /// <summary>
    /// Takes the gateway's word for what it holds. It may go back (a restored gateway): what the ring still has is sent
    /// again. It cannot go beyond what was written.
    /// </summary>
    public bool TryAcknowledge(uint number)
    {
        uint believed = number > LastNumber ? LastNumber : number;
        return believed == Acknowledged || TryStoreHead(NextNumber, believed, _newestAlarm);
    }

    /// <summary>Starts numbering at 1 with nothing acknowledged; the ring has been cleared before.</summary>
    internal bool TryClear() => TryStoreHead(1, 0, 0);

    private uint Waiting => LastNumber - Acknowledged;

    private bool TryTake(uint number, bool isRead, JournalEntry found)
    {
        bool isWhole = isRead && IsWhole(number);
        HasMended = isRead && !isWhole && TryMend(number);
        if (!isWhole && !HasMended)
        {
            return false;
        }
        found.Number = number;
        found.Time = BigEndian.ReadUInt32(_entry, 4);
        found.Kind = (EventKind)_entry[8];
        found.Compartment = _entry[9];
        found.Detail1 = BigEndian.ReadUInt32(_entry, 10);
        found.Detail2 = BigEndian.ReadUInt32(_entry, 14);
        return true;
    }

    private bool TryWrite(EventKind kind, int compartment, uint time, uint detail1, uint detail2)
    {
        if (IsSilent)
        {
            return false;
        }
        BigEndian.WriteUInt32(_entry, 0, NextNumber);
        BigEndian.WriteUInt32(_entry, 4, time);
        _entry[8] = (byte)kind;
        _entry[9] = (byte)compartment;
        BigEndian.WriteUInt32(_entry, 10, detail1);
        BigEndian.WriteUInt32(_entry, 14, detail2);
        BigEndian.WriteUInt16(_entry, CheckedBytes, Crc.Compute16(_entry, 0, CheckedBytes));
        return _fram.TryWrite(AddressOf(NextNumber), _entry, 0, EntryBytes)
            && TryTakeOver(kind);
    }

    // The entry with the next number is in the ring.
    private bool TryTakeOver(EventKind kind) =>
        TryStoreHead(NextNumber + 1, Acknowledged, EventRegistry.IsAlarm(kind) ? NextNumber : _newestAlarm);

    // One that is only counted waits behind the events that wait.
    private bool TryNoteAlarm() =>
        _newestAlarm == LastNumber || TryStoreHead(NextNumber, Acknowledged, LastNumber);

    private bool TryStoreHead(uint nextNumber, uint acknowledged, uint newestAlarm)
    {
        BigEndian.WriteUInt32(_head, 0, nextNumber);
        BigEndian.WriteUInt32(_head, 4, acknowledged);
        BigEndian.WriteUInt32(_head, 8, newestAlarm);
        if (!_headRecord.TryStore(_head, 0))
        {
            return false;
        }
        NextNumber = nextNumber;
        Acknowledged = acknowledged;
        _newestAlarm = newestAlarm;
        return true;
    }

    // Only with the number that has to be there: this is no other entry that was damaged beyond one bit.
    private bool TryMend(uint number)
    {
        int flip = Crc.FindFlip16(_entry, 0, EntryBytes);
        uint other = BigEndian.ReadUInt32(_entry, 0) ^ number;
        bool isThis = flip >= 0 && other == (flip < 32 ? 1u << ((3 - flip / 8) * 8 + flip % 8) : 0);
        return isThis && _fram.TryMend(AddressOf(number), _entry, 0, flip);
    }

    private bool IsWhole(uint number) =>
        BigEndian.ReadUInt32(_entry, 0) == number
        && BigEndian.ReadUInt16(_entry, CheckedBytes) == Crc.Compute16(_entry, 0, CheckedBytes);

    private static int AddressOf(uint number) => FramMap.JournalRing + (int)(number % Capacity) * EntryBytes;
}
