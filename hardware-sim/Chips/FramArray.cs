namespace Fachwerk.Simulator.Chips;

/// <summary>FRAM cells in plain memory: for tests and worlds that end with the process.</summary>
public sealed class FramArray : IFramMemory
{
    private readonly byte[] _cells = new byte[Mb85Rc512T.Capacity];

    /// <inheritdoc />
    public byte this[int address]
    {
        get => _cells[address];
        set => _cells[address] = value;
    }
}
