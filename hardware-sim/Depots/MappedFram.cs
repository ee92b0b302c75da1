using System.IO.MemoryMappedFiles;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Depots;

/// <summary>FRAM cells over a part of a mapped file; a copy in memory makes reads cheap.</summary>
internal sealed class MappedFram : IFramMemory
{
    private readonly MemoryMappedViewAccessor view;
    private readonly long offset;
    private readonly byte[] cells = new byte[Mb85Rc512T.Capacity];

    internal MappedFram(MemoryMappedViewAccessor view, long offset)
    {
        this.view = view;
        this.offset = offset;
        view.ReadArray(offset, cells, 0, cells.Length);
    }

    public byte this[int address]
    {
        get => cells[address];
        set
        {
            if (cells[address] == value)
                return;
            cells[address] = value;
            view.Write(offset + address, value);
        }
    }
}
