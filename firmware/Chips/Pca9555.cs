using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// I/O expander PCA9555 (NXP rev. 10): port 0 drives eight solenoids, port 1 reads eight door switches.
/// </summary>
/// <param name="device">7-bit address, 0x20 to 0x27.</param>
public sealed class Pca9555(II2cBus bus, int device)
{
    /// <summary>Address with A2-A0 low (datasheet, figure 6).</summary>
    public const int FirstAddress = 0x20;

    // Command bytes, datasheet table 4.
    private const byte Input0 = 0;
    private const byte Input1 = 1;
    private const byte Output0 = 2;
    private const byte Polarity0 = 4;
    private const byte Configuration0 = 6;

    private const byte AllOutputs = 0x00;
    private const byte AllInputs = 0xFF;

    private readonly II2cBus _bus = bus;
    private readonly int _device = device;
    private readonly byte[] _write = new byte[3];
    private readonly byte[] _read = new byte[2];

    /// <summary>All solenoids off, then port 0 made the output; read back.</summary>
    public bool TryInitialize() => TryWritePair(Polarity0, 0, 0) && TryDrive(0) && TryVerify(0);

    /// <summary>
    /// Reads back what was written. A chip that lost its power in between, was changed for another or answers nonsense
    /// is noticed here; its inputs alone would not show it.
    /// </summary>
    /// <param name="outputs">What the latches should hold.</param>
    public bool TryVerify(int outputs) =>
        HoldsPair(Configuration0, AllOutputs, AllInputs) && HoldsPair(Output0, outputs, 0)
        && HoldsPair(Polarity0, 0, 0);

    /// <summary>
    /// Drives the solenoids. Latches first, direction second: after power-up the latches stand at 1 and the pins are
    /// inputs (datasheet §6.2.3, tables 7 and 11). Direction is written each time, so a chip that lost its power
    /// follows.
    /// </summary>
    /// <param name="outputs">Bit n = solenoid n on.</param>
    public bool TryDrive(int outputs) =>
        TryWritePair(Output0, (byte)outputs, 0) && TryWritePair(Configuration0, AllOutputs, AllInputs);

    /// <summary>Reads the levels at the solenoid pins (input register 0 shows the pin, datasheet table 5).</summary>
    public bool TryReadOutputs(out int outputs) => TryRead(Input0, out outputs);

    /// <summary>Reads the door switches: bit n = 1 when door n is open.</summary>
    public bool TryReadSwitches(out int openDoors) => TryRead(Input1, out openDoors);

    private bool TryWritePair(byte command, byte port0, byte port1)
    {
        _write[0] = command;
        _write[1] = port0;
        _write[2] = port1;
        return _bus.TryTransfer(_device, _write, 0, 3, null, 0, 0);
    }

    private bool TryRead(byte command, out int value)
    {
        _write[0] = command;
        bool isRead = _bus.TryTransfer(_device, _write, 0, 1, _read, 0, 1);
        value = _read[0];
        return isRead;
    }

    // Datasheet §6.2.1: after a byte the other register of the pair is next.
    private bool HoldsPair(byte command, int port0, int port1)
    {
        _write[0] = command;
        return _bus.TryTransfer(_device, _write, 0, 1, _read, 0, 2) && _read[0] == port0 && _read[1] == port1;
    }
}
