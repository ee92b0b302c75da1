namespace Fachwerk.Simulator.Chips;

/// <summary>
/// 16-bit I/O expander. NXP PCA9555 data sheet rev. 11; a PCA9539 has the same registers.
/// <code>
/// command byte (table 4)   register            power-on (tables 5-12)
/// 0, 1                     input port 0, 1     the pins
/// 2, 3                     output port 0, 1    0xFF
/// 4, 5                     polarity 0, 1       0x00
/// 6, 7                     configuration 0, 1  0xFF, all inputs
/// </code>
/// </summary>
public sealed class Pca9555 : I2cChip
{
    private readonly IExpanderWiring _wiring;
    private readonly byte[] _registers = new byte[8];
    private byte _stuckHigh;
    private int _pointer;
    private bool _awaitsCommand;

    /// <summary>A chip whose pins go to <paramref name="wiring"/>.</summary>
    public Pca9555(IExpanderWiring wiring)
    {
        _wiring = wiring;
        Reset();
    }

    /// <summary>Fault: pins of port 0 whose drivers are shorted to the supply, whatever the registers say.</summary>
    public byte StuckHigh
    {
        get => _stuckHigh;
        set
        {
            _stuckHigh = value;
            _wiring.OutputsChanged(0);
        }
    }

    /// <summary>The pins of a port that are driven high: outputs (configuration 0) whose latch is 1.</summary>
    public byte DrivenHigh(int port) =>
        (byte)((_registers[2 + port] & ~_registers[6 + port]) | (port == 0 ? _stuckHigh : 0));

    /// <summary>Bytes that were written to its registers so far.</summary>
    public long Writes { get; private set; }

    /// <summary>The pins of a port that are driven low.</summary>
    public byte DrivenLow(int port) => (byte)(~_registers[2 + port] & ~_registers[6 + port]);

    /// <inheritdoc />
    public override void PowerUp()
    {
        Reset();
        _wiring.OutputsChanged(0);
        _wiring.OutputsChanged(1);
    }

    /// <inheritdoc />
    public override void StartCondition(bool reading) => _awaitsCommand = !reading;

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        if (_awaitsCommand)
        {
            // Table 4: only the three lowest bits choose the register.
            _pointer = value & 7;
            _awaitsCommand = false;
            return true;
        }

        // Table 5: the input port registers are read-only; a write is acknowledged and has no effect.
        if (_pointer >= 2)
        {
            Writes++;
            _registers[_pointer] = value;
            if (_pointer is not (4 or 5))
                _wiring.OutputsChanged(_pointer & 1);
        }

        Toggle();
        return true;
    }

    /// <inheritdoc />
    public override byte Read()
    {
        byte value = _pointer < 2 ? ReadInputs(_pointer) : _registers[_pointer];
        Toggle();
        return value;
    }

    private byte ReadInputs(int port)
    {
        // Section 6.2.2: the input register shows the pins, whether they are inputs or outputs.
        int external = _wiring.ReadLevels(port) & _registers[6 + port];
        return (byte)((external | DrivenHigh(port)) ^ _registers[4 + port]);
    }

    // Section 6.2.1: after a byte the other register of the pair is next.
    private void Toggle() => _pointer ^= 1;

    private void Reset()
    {
        _registers[2] = _registers[3] = 0xFF;
        _registers[4] = _registers[5] = 0x00;
        _registers[6] = _registers[7] = 0xFF;
        _pointer = 0;
        _awaitsCommand = false;
    }
}
