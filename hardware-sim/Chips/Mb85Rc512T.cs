namespace Fachwerk.Simulator.Chips;

/// <summary>
/// 64 KiB FRAM. Fujitsu MB85RC512T data sheet DS501-00028: two address bytes, high first; a byte is stored at its
/// acknowledge, without any write time (so a power cut tears a write at any byte); sequential access wraps at 0xFFFF.
/// </summary>
public sealed class Mb85Rc512T : I2cChip
{
    /// <summary>Bytes in the chip.</summary>
    public const int Capacity = 0x10000;

    private readonly IFramMemory memory;
    private int address;
    private int addressBytes;

    /// <summary>A chip over <paramref name="memory"/>.</summary>
    public Mb85Rc512T(IFramMemory memory)
    {
        this.memory = memory;
    }

    /// <summary>The cells, for tests and fault injection.</summary>
    public IFramMemory Memory => memory;

    /// <inheritdoc />
    public override void PowerUp() => address = 0;

    /// <inheritdoc />
    public override void StartCondition(bool reading) => addressBytes = 0;

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        if (addressBytes == 0)
        {
            address = (value << 8) | (address & 0xFF);
            addressBytes = 1;
        }
        else if (addressBytes == 1)
        {
            address = (address & 0xFF00) | value;
            addressBytes = 2;
        }
        else
        {
            memory[address] = value;
            address = (address + 1) & 0xFFFF;
        }

        return true;
    }

    /// <inheritdoc />
    public override byte Read()
    {
        byte value = memory[address];
        address = (address + 1) & 0xFFFF;
        return value;
    }
}
