using System;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// Which code record lies in which slot of a table half, in the order of the tags: one binary search a code.
/// </summary>
public sealed class CodeIndex
{
    /// <summary>Codes a depot can hold.</summary>
    public const int Capacity = 1000;

    /// <summary>Bytes of a tag.</summary>
    public const int TagBytes = 8;

    private readonly byte[] _tags = new byte[Capacity * TagBytes];
    private readonly uint[] _codeIds = new uint[Capacity];
    private readonly ushort[] _order = new ushort[Capacity];
    private uint _highestId;
    private int _freeFrom;

    /// <summary>Codes held.</summary>
    public int Count { get; private set; }

    /// <summary>Slots at and above it are free.</summary>
    public int SlotEnd { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_codeIds, 0, Capacity);
        Count = 0;
        SlotEnd = 0;
        _highestId = 0;
        _freeFrom = 0;
    }

    /// <summary>The code in a slot; 0 = free.</summary>
    public uint CodeAt(int slot) => _codeIds[slot];

    /// <summary>Puts a code into a slot in place of what was there.</summary>
    public void Put(int slot, uint codeId, byte[] tag, int tagOffset)
    {
        Remove(slot);
        Array.Copy(tag, tagOffset, _tags, slot * TagBytes, TagBytes);
        int place = LowerBound(tag, tagOffset);
        Array.Copy(_order, place, _order, place + 1, Count - place);
        _order[place] = (ushort)slot;
        _codeIds[slot] = codeId;
        _highestId = codeId > _highestId ? codeId : _highestId;
        Count++;
        SlotEnd = slot < SlotEnd ? SlotEnd : slot + 1;
    }

    /// <summary>Frees a slot.</summary>
    public void Remove(int slot)
    {
        if (_codeIds[slot] == 0)
        {
            return;
        }
        int place = LowerBound(_tags, slot * TagBytes);
        while (_order[place] != slot)
        {
            place++;
        }
        Array.Copy(_order, place + 1, _order, place, Count - place - 1);
        _codeIds[slot] = 0;
        _freeFrom = slot < _freeFrom ? slot : _freeFrom;
        Count--;
    }

    /// <summary>The slot of the code with this tag; -1 = none.</summary>
    public int FindTag(byte[] tag, int tagOffset)
    {
        int place = LowerBound(tag, tagOffset);
        return place < Count && Compare(_order[place], tag, tagOffset) == 0 ? _order[place] : -1;
    }

    /// <summary>The slot of a code by its id; -1 = none. New ones, whose ids are higher, need no search.</summary>
    public int FindCode(uint codeId) => codeId > _highestId ? -1 : Scan(codeId, 0);

    /// <summary>A free slot; -1 = full. Whatever was asked before, no slot is looked at twice.</summary>
    public int FindFree()
    {
        int slot = Scan(0, _freeFrom);
        _freeFrom = slot < 0 ? SlotEnd : slot;
        return _freeFrom == Capacity ? -1 : _freeFrom;
    }

    private int Scan(uint codeId, int from)
    {
        for (int slot = from; slot < SlotEnd; slot++)
        {
            if (_codeIds[slot] == codeId)
            {
                return slot;
            }
        }
        return -1;
    }

    private int LowerBound(byte[] tag, int tagOffset)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Compare(_order[middle], tag, tagOffset) < 0)
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

    private int Compare(int slot, byte[] tag, int tagOffset)
    {
        for (int i = 0; i < TagBytes; i++)
        {
            int difference = _tags[slot * TagBytes + i] - tag[tagOffset + i];
            if (difference != 0)
            {
                return difference;
            }
        }
        return 0;
    }
}
