using System;

namespace Fachwerk.Firmware.Storage;

/// <summary>Which id stands in which slot, and in the order of the ids: one binary search instead of a scan.</summary>
/// <param name="capacity">Slots, at most 65,536.</param>
public sealed class IdIndex(int capacity)
{
    private readonly uint[] _ids = new uint[capacity];
    private readonly ushort[] _order = new ushort[capacity];
    private int _count;

    /// <summary>Slots in use.</summary>
    public int Count => _count;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_ids, 0, _ids.Length);
        _count = 0;
    }

    /// <summary>The id in a slot; 0 = free.</summary>
    public uint At(int slot) => _ids[slot];

    /// <summary>Puts an id, not 0, into a free slot.</summary>
    public void Put(int slot, uint id)
    {
        int place = _count == 0 || _ids[_order[_count - 1]] < id ? _count : LowerBound(id);
        if (place < _count)
        {
            Array.Copy(_order, place, _order, place + 1, _count - place);
        }
        _order[place] = (ushort)slot;
        _ids[slot] = id;
        _count++;
    }

    /// <summary>Frees a slot.</summary>
    public void Remove(int slot)
    {
        if (_ids[slot] == 0)
        {
            return;
        }
        int place = LowerBound(_ids[slot]);
        while (_order[place] != slot)
        {
            place++;
        }
        _count--;
        Array.Copy(_order, place + 1, _order, place, _count - place);
        _ids[slot] = 0;
    }

    /// <summary>The slot of an id; -1 = none.</summary>
    public int Find(uint id)
    {
        int place = LowerBound(id);
        return place < _count && _ids[_order[place]] == id ? _order[place] : -1;
    }

    private int LowerBound(uint id)
    {
        uint[] ids = _ids;
        ushort[] order = _order;
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (ids[order[middle]] < id)
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
