using System.IO.MemoryMappedFiles;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Depots;

/// <summary>FRAM cells over a part of a mapped file; a copy in memory makes reads cheap.</summary>
internal sealed class MappedFram : IFramMemory
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _offset;
    private readonly byte[] _cells = new byte[Mb85Rc512T.Capacity];

    internal MappedFram(MemoryMappedViewAccessor view, long offset)
    {
        _view = view;
        _offset = offset;
        view.ReadArray(offset, _cells, 0, _cells.Length);
    }

    public byte this[int address]
    {
        get => _cells[address];
        set
        {
            if (_cells[address] == value)
                return;
            _cells[address] = value;
            _view.Write(_offset + address, value);
        }
    }
}
