using System;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Which code record lies in which slot of a table half, in the order of the tags and in that of the ids: one binary
/// search a code.
/// </summary>
public sealed class CodeIndex
{
    /// <summary>Codes a depot can hold.</summary>
    public const int Capacity = 1000;

    /// <summary>Bytes of a tag.</summary>
    public const int TagBytes = 8;

    private readonly ulong[] _tags = new ulong[Capacity];
    private readonly ushort[] _order = new ushort[Capacity];
    private readonly IdIndex _ids = new IdIndex(Capacity);
    private int _freeFrom;

    /// <summary>Codes held.</summary>
    public int Count => _ids.Count;

    /// <summary>Slots at and above it are free.</summary>
    public int SlotEnd { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _ids.Clear();
        SlotEnd = 0;
        _freeFrom = 0;
    }

    /// <summary>The code in a slot; 0 = free.</summary>
    public uint CodeAt(int slot) => _ids.At(slot);

    /// <summary>Puts a code into a slot in place of what was there.</summary>
    public void Put(int slot, uint codeId, byte[] tag, int tagOffset)
    {
        Remove(slot);
        ulong value = BigEndian.ReadUInt64(tag, tagOffset);
        int place = LowerBound(value);
        Array.Copy(_order, place, _order, place + 1, Count - place);
        _order[place] = (ushort)slot;
        _tags[slot] = value;
        _ids.Put(slot, codeId);
        SlotEnd = slot < SlotEnd ? SlotEnd : slot + 1;
    }

    /// <summary>Frees a slot.</summary>
    public void Remove(int slot)
    {
        if (_ids.At(slot) == 0)
        {
            return;
        }
        int place = LowerBound(_tags[slot]);
        while (_order[place] != slot)
        {
            place++;
        }
        Array.Copy(_order, place + 1, _order, place, Count - place - 1);
        _ids.Remove(slot);
        _freeFrom = slot < _freeFrom ? slot : _freeFrom;
    }

    /// <summary>The slot of the code with this tag; -1 = none.</summary>
    public int FindTag(byte[] tag, int tagOffset)
    {
        ulong value = BigEndian.ReadUInt64(tag, tagOffset);
        int place = LowerBound(value);
        return place < Count && _tags[_order[place]] == value ? _order[place] : -1;
    }

    /// <summary>The slot of a code by its id; -1 = none.</summary>
    public int FindCode(uint codeId) => _ids.Find(codeId);

    /// <summary>A free slot; -1 = full. Whatever was asked before, no slot is looked at twice.</summary>
    public int FindFree()
    {
        while (_freeFrom < SlotEnd && _ids.At(_freeFrom) != 0)
        {
            _freeFrom++;
        }
        return _freeFrom == Capacity ? -1 : _freeFrom;
    }

    private int LowerBound(ulong tag)
    {
        ulong[] tags = _tags;
        ushort[] order = _order;
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (tags[order[middle]] < tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
