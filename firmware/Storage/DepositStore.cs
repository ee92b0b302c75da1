using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Which compartments hold a deposit that the backend does not know of yet: the code it was made with and the event
/// that tells of it. Written before the pulse; without force while the table in force knows the event. It stays until
/// the next deposit, for a backend that was restored may have forgotten the event again.
/// <code>
/// codeId[4] event[4] crc16[2]   the last deposit of each compartment; all zero = none
/// </code>
/// The CRC is written to 0 first and last of all, so that no part of a write looks like a flipped bit of another.
/// A slot in which one bit has flipped is mended when it is read. One that was cut while being written, or is damaged
/// otherwise, counts as taken by an unknown code up to the newest event there was: a compartment that may hold
/// something is never offered.
/// </summary>
/// <param name="fram">Chip A.</param>
/// <param name="journal">Loaded before this is.</param>
public sealed class DepositStore(Fram fram, Journal journal) : IStartRecords
{
    private const int SlotBytes = 10;
    private const int SlotsPerRead = 8;
    private const int CheckedBytes = 8;
    private const uint UnknownCode = uint.MaxValue;

    private static readonly byte[] NoCheck = new byte[SlotBytes - CheckedBytes];

    private readonly Fram _fram = fram;
    private readonly Journal _journal = journal;
    private readonly uint[] _codeIds = new uint[Limits.CompartmentMax];
    private readonly uint[] _events = new uint[Limits.CompartmentMax];
    private readonly byte[] _slot = new byte[SlotBytes * SlotsPerRead];
    private int _next;
    private uint _knownTo;
    private bool _hasDamaged;

    /// <inheritdoc />
    public bool IsLoaded => _next == Limits.CompartmentMax;

    /// <summary>Reads all slots; false when the FRAM does not answer.</summary>
    public bool TryLoad()
    {
        _next = 0;
        return StartRecords.TryLoadAll(this);
    }

    /// <inheritdoc />
    public bool TryLoadNext()
    {
        if (!_fram.TryRead(AddressOf(_next), _slot, 0, _slot.Length))
        {
            return false;
        }
        for (int at = 0; at < _slot.Length; at += SlotBytes)
        {
            bool isKnown = IsBlank(at) || IsWhole(at)
                || _fram.TryMend(AddressOf(_next), _slot, at, FindFlip(at));
            _codeIds[_next] = isKnown ? BigEndian.ReadUInt32(_slot, at) : UnknownCode;
            _events[_next] = isKnown ? BigEndian.ReadUInt32(_slot, at + 4) : _journal.LastNumber;
            _next++;
        }
        return true;
    }

    /// <summary>True when the compartment may hold a deposit the backend does not know of.</summary>
    public bool IsTaken(int compartment)
    {
        uint codeId = _codeIds[compartment - 1];
        return codeId == UnknownCode || (codeId != 0 && _events[compartment - 1] > _knownTo);
    }

    /// <summary>True when it may hold what was put in under another code than this.</summary>
    public bool IsOfAnother(int compartment, uint codeId) =>
        IsTaken(compartment) && _codeIds[compartment - 1] != codeId;

    /// <summary>A deposit is made; when it returns true, that is durable.</summary>
    /// <param name="eventNumber">The event that tells of it.</param>
    public bool TryTake(int compartment, uint codeId, uint eventNumber)
    {
        BigEndian.WriteUInt32(_slot, 0, codeId);
        BigEndian.WriteUInt32(_slot, 4, eventNumber);
        BigEndian.WriteUInt16(_slot, CheckedBytes, Crc.Compute16(_slot, 0, CheckedBytes));
        return TryWrite(compartment - 1, codeId, eventNumber);
    }

    /// <summary>
    /// Tells a deposit anew whose event is lost: the backend will know all events and not this one. One a call.
    /// </summary>
    /// <param name="from">First of the events that are lost.</param>
    /// <param name="upTo">The last of them.</param>
    /// <returns>True when there was one.</returns>
    public bool TellAgain(uint from, uint upTo)
    {
        int place = 0;
        while (place < Limits.CompartmentMax && (_codeIds[place] == 0 || _codeIds[place] == UnknownCode
            || _events[place] < from || _events[place] > upTo))
        {
            place++;
        }
        if (place == Limits.CompartmentMax)
        {
            return false;
        }
        uint number = _journal.NextNumber;
        if (_journal.TryAppend(EventKind.DepositKept, place + 1, _codeIds[place], 0))
        {
            TryTake(place + 1, _codeIds[place], number);
        }
        return true;
    }

    /// <summary>
    /// Takes the word of the table in force; it may go back. A damaged slot that it covers is cleared, one a call at
    /// most, for its event would be the newest again after each boot.
    /// </summary>
    /// <param name="asOfEvent">The backend knows all events up to this one.</param>
    public void NoteKnown(uint asOfEvent)
    {
        if (asOfEvent == _knownTo && !_hasDamaged)
        {
            return;
        }
        _knownTo = asOfEvent;
        _hasDamaged = false;
        for (int place = 0; place < Limits.CompartmentMax; place++)
        {
            if (_codeIds[place] == UnknownCode && _events[place] <= asOfEvent)
            {
                System.Array.Clear(_slot, 0, SlotBytes);
                TryWrite(place, 0, 0);
                _hasDamaged = true;
                return;
            }
        }
    }

    private bool TryWrite(int place, uint codeId, uint eventNumber)
    {
        if (!_fram.TryWrite(AddressOf(place) + CheckedBytes, NoCheck, 0, NoCheck.Length)
            || !_fram.TryWrite(AddressOf(place), _slot, 0, SlotBytes))
        {
            return false;
        }
        _codeIds[place] = codeId;
        _events[place] = eventNumber;
        return true;
    }

    private bool IsWhole(int at) =>
        BigEndian.ReadUInt16(_slot, at + CheckedBytes) == Crc.Compute16(_slot, at, CheckedBytes);

    // Without a CRC it is a write that was cut, but for one bit in a free slot.
    private int FindFlip(int at)
    {
        int lone = Crc.FindLoneBit(_slot, at, SlotBytes);
        bool isCut = BigEndian.ReadUInt16(_slot, at + CheckedBytes) == 0;
        return lone >= 0 || isCut ? lone : Crc.FindFlip16(_slot, at, SlotBytes);
    }

    private bool IsBlank(int at)
    {
        int end = at + SlotBytes;
        while (at < end && _slot[at] == 0)
        {
            at++;
        }
        return at == end;
    }

    private static int AddressOf(int place) => FramMap.Deposits + place * SlotBytes;
}
