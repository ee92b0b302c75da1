using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// How often each limited code was used, and of the others which have opened at all. Counted before the pulse; freed
/// when the code has left the table.
/// <code>
/// codeId[4]  used[1]  check[1]      (see UsesCheck); used 0 = free
/// </code>
/// A cut between <c>used</c> and <c>check</c> leaves the check of one use less: the pulse did not happen, so the use is
/// given back. A slot in which one bit has flipped is mended when it is read; one that fits neither is free.
/// </summary>
/// <param name="fram">Chip A.</param>
public sealed class UsesStore(Fram fram) : IStartRecords
{
    /// <summary>Codes that can be counted: as many as the table holds.</summary>
    public const int Capacity = 1000;

    private const int SlotBytes = 6;
    private const int UsedAt = 4;
    private const int SlotsPerRead = 20;

    private readonly Fram _fram = fram;
    private readonly IdIndex _codes = new IdIndex(Capacity);
    private readonly byte[] _used = new byte[Capacity];
    private readonly byte[] _slots = new byte[SlotBytes * SlotsPerRead];
    private int _next;
    private int _end;
    private int _freeFrom = Capacity;

    /// <summary>Slots that may be in use: those at and above it are free.</summary>
    public int End => _end;

    /// <summary>True when the opening counted last was surely the first of its code.</summary>
    public bool WasFirst { get; private set; }

    /// <inheritdoc />
    public bool IsLoaded => _next == Capacity;

    /// <summary>Reads all counters.</summary>
    public bool TryLoad()
    {
        _codes.Clear();
        _next = 0;
        _end = 0;
        _freeFrom = Capacity;
        return StartRecords.TryLoadAll(this);
    }

    /// <inheritdoc />
    public bool TryLoadNext()
    {
        if (!_fram.TryRead(AddressOf(_next), _slots, 0, _slots.Length))
        {
            return false;
        }
        for (int offset = 0; offset < _slots.Length; offset += SlotBytes)
        {
            Take(_next, offset);
            _next++;
        }
        return true;
    }

    /// <summary>Uses counted for a code.</summary>
    public int UsedOf(uint codeId)
    {
        int slot = _codes.Find(codeId);
        return slot < 0 ? 0 : _used[slot];
    }

    /// <summary>Counts an opening; of a code without a limit only the first.</summary>
    /// <returns>False when a use of a limited code cannot be counted.</returns>
    public bool TryCountOpening(uint codeId, bool isLimited)
    {
        bool isFirst = UsedOf(codeId) == 0;
        bool isCounted = (isFirst || isLimited) && TryCount(codeId);
        WasFirst = isFirst && isCounted;
        return isCounted || !isLimited;
    }

    /// <summary>Counts one use; when it returns true, it is durable.</summary>
    public bool TryCount(uint codeId)
    {
        int slot = _codes.Find(codeId);
        if (slot >= 0)
        {
            return _used[slot] < byte.MaxValue && TryWriteUsed(slot, codeId, (byte)(_used[slot] + 1));
        }
        slot = FindFree();
        if (slot == Capacity)
        {
            return false;
        }
        // The id alone first: until used and check follow, the slot counts nothing.
        _used[slot] = 0;
        BigEndian.WriteUInt32(_slots, 0, codeId);
        _slots[UsedAt] = 0;
        _slots[UsedAt + 1] = 0;
        if (!_fram.TryWrite(AddressOf(slot), _slots, 0, SlotBytes))
        {
            return false;
        }
        _codes.Put(slot, codeId);
        _end = slot < _end ? _end : slot + 1;
        return TryWriteUsed(slot, codeId, 1);
    }

    /// <summary>The code counted in a slot; 0 = free.</summary>
    public uint CodeAt(int slot) => _codes.At(slot);

    /// <summary>Frees a slot whose code has left the table.</summary>
    public bool TryFree(int slot)
    {
        for (int i = 0; i < SlotBytes; i++)
        {
            _slots[i] = 0;
        }
        // Count and check first: no part of an id is left with a count.
        if (!_fram.TryWrite(AddressOf(slot) + UsedAt, _slots, UsedAt, SlotBytes - UsedAt)
            || !_fram.TryWrite(AddressOf(slot), _slots, 0, UsedAt))
        {
            return false;
        }
        _codes.Remove(slot);
        _used[slot] = 0;
        _freeFrom = slot < _freeFrom ? slot : _freeFrom;
        return true;
    }

    // A cut that changed one bit of "used" is put right the same way. A slot that counts nothing is left as it is.
    private bool TryMend(int slot, int offset)
    {
        int flip = UsesCheck.FindFlip(_slots, offset);
        int used = _slots[offset + UsedAt] ^ (flip / 8 == UsedAt ? 1 << (flip % 8) : 0);
        return used != 0 && _fram.TryMend(AddressOf(slot), _slots, offset, flip);
    }

    private void Take(int slot, int offset)
    {
        bool isHeld = !IsBlank(offset) && (IsWhole(offset) || TryMend(slot, offset) || IsTorn(offset));
        _used[slot] = isHeld ? _slots[offset + UsedAt] : (byte)0;
        uint codeId = _used[slot] != 0 ? BigEndian.ReadUInt32(_slots, offset) : 0;
        if (codeId != 0)
        {
            _codes.Put(slot, codeId);
            _end = slot + 1;
        }
        else if (slot < _freeFrom)
        {
            _freeFrom = slot;
        }
    }

    private bool IsBlank(int offset) =>
        (_slots[offset] | _slots[offset + 1] | _slots[offset + 2] | _slots[offset + 3] | _slots[offset + UsedAt]
            | _slots[offset + UsedAt + 1]) == 0;

    private bool IsWhole(int offset) => _slots[offset + UsedAt + 1] == UsesCheck.Of(_slots, offset);

    // Takes the use back if it is.
    private bool IsTorn(int offset)
    {
        if (_slots[offset + UsedAt] == 0)
        {
            return false;
        }
        _slots[offset + UsedAt]--;
        bool isTorn = IsWhole(offset);
        _slots[offset + UsedAt] += (byte)(isTorn ? 0 : 1);
        return isTorn;
    }

    private bool TryWriteUsed(int slot, uint codeId, byte count)
    {
        BigEndian.WriteUInt32(_slots, 0, codeId);
        _slots[UsedAt] = count;
        _slots[UsedAt + 1] = UsesCheck.Of(_slots, 0);
        if (!_fram.TryWrite(AddressOf(slot) + UsedAt, _slots, UsedAt, 2))
        {
            return false;
        }
        _used[slot] = count;
        return true;
    }

    // The lowest one. Whatever was asked before, no slot is looked at twice.
    private int FindFree()
    {
        while (_freeFrom < _end && _codes.At(_freeFrom) != 0)
        {
            _freeFrom++;
        }
        return _freeFrom;
    }

    private static int AddressOf(int slot) => FramMap.Uses + slot * SlotBytes;
}
