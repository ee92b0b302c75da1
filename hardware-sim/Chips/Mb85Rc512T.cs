namespace Fachwerk.Simulator.Chips;

/// <summary>
/// 64 KiB FRAM. Fujitsu MB85RC512T data sheet DS501-00028: two address bytes, high first; a byte is stored at its
/// acknowledge, without any write time (so a power cut tears a write at any byte); sequential access wraps at 0xFFFF.
/// </summary>
public sealed class Mb85Rc512T : I2cChip
{
    /// <summary>Bytes in the chip.</summary>
    public const int Capacity = 0x10000;

    private readonly IFramMemory _memory;
    private int _address;
    private int _addressBytes;

    /// <summary>A chip over <paramref name="memory"/>.</summary>
    public Mb85Rc512T(IFramMemory memory)
    {
        _memory = memory;
    }

    /// <summary>The cells, for tests and fault injection.</summary>
    public IFramMemory Memory => _memory;

    /// <inheritdoc />
    public override void PowerUp() => _address = 0;

    /// <inheritdoc />
    public override void StartCondition(bool reading) => _addressBytes = 0;

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        if (_addressBytes == 0)
        {
            _address = (value << 8) | (_address & 0xFF);
            _addressBytes = 1;
        }
        else if (_addressBytes == 1)
        {
            _address = (_address & 0xFF00) | value;
            _addressBytes = 2;
        }
        else
        {
            _memory[_address] = value;
            _address = (_address + 1) & 0xFFFF;
        }

        return true;
    }

    /// <inheritdoc />
    public override byte Read()
    {
        byte value = _memory[_address];
        _address = (_address + 1) & 0xFFFF;
        return value;
    }
}
