using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// Keypad, buzzer, LED, mains-good and tamper input on an expander of their own, PCA9539 (NXP rev. 9; the registers of
/// the PCA9555): on the Ethernet board the pins of the ESP32 for them are taken. Trigger and watchdog stay pins.
/// <code>
/// port 0   rows 0-3, columns 4-6        port 1   buzzer 0, LED red green blue 1-3, mains 4, tamper 5
/// </code>
/// A row is driven low by its direction, with a latch that stays 0; an input floats, and the outside pulls it up.
/// </summary>
public sealed class PanelExpander : IBoardPins
{
    /// <summary>Address with A1 and A0 low: none of a PCA9555.</summary>
    public const int Device = 0x74;

    private const byte Input0 = 0;
    private const byte Output0 = 2;
    private const byte Configuration0 = 6;

    private const int RowsMask = 0x0F;
    private const int ColumnsShift = 4;
    private const int ColumnsMask = 7;
    private const int BuzzerBit = 0x01;
    private const int LedShift = 1;
    private const int MainsBit = 0x10;
    private const int TamperBit = 0x20;

    // What no row and no output is on is an input.
    private const byte Inputs = 0xF0;
    private const int EveryRow = 4;

    private readonly II2cBus _bus;
    private readonly IBoardPins _own;
    private readonly byte[] _write = new byte[3];
    private readonly byte[] _read = new byte[2];
    private int _outputs;
    private int _inputs = MainsBit;

    /// <param name="own">The pins of the ESP32.</param>
    public PanelExpander(II2cBus bus, IBoardPins own)
    {
        _bus = bus;
        _own = own;
    }

    /// <summary>True when the chip did not answer last: no key is seen.</summary>
    public bool IsFaulty { get; private set; }

    /// <inheritdoc />
    public bool MainsGood => (_inputs & MainsBit) != 0;

    /// <inheritdoc />
    public bool TamperClosed => (_inputs & TamperBit) == 0;

    /// <inheritdoc />
    public void SelectKeypadRow(int row)
    {
        // At rest, once a second, all of it anew: the chip may have lost its power.
        if (row == EveryRow)
        {
            Write(Output0, 0, (byte)_outputs);
        }
        int driven = row == EveryRow ? RowsMask : row < 0 ? 0 : 1 << row;
        Write(Configuration0, (byte)(0xFF & ~driven), Inputs);
    }

    /// <summary>Reads the columns, and mains and tamper with them. A chip that does not answer shows no key.</summary>
    public int ReadKeypadColumns()
    {
        _write[0] = Input0;
        IsFaulty = !_bus.TryTransfer(Device, _write, 0, 1, _read, 0, 2);
        if (IsFaulty)
        {
            return 0;
        }
        _inputs = _read[1];
        return ~(_read[0] >> ColumnsShift) & ColumnsMask;
    }

    /// <inheritdoc />
    public void TriggerSolenoidSupply() => _own.TriggerSolenoidSupply();

    /// <inheritdoc />
    public void FeedWatchdog() => _own.FeedWatchdog();

    /// <inheritdoc />
    public void SetBuzzer(bool sounding)
    {
        _outputs = sounding ? _outputs | BuzzerBit : _outputs & ~BuzzerBit;
        Write(Output0, 0, (byte)_outputs);
    }

    /// <inheritdoc />
    public void SetLed(LedColor color)
    {
        _outputs = (_outputs & BuzzerBit) | ((int)color << LedShift);
        Write(Output0, 0, (byte)_outputs);
    }

    private void Write(byte command, byte port0, byte port1)
    {
        _write[0] = command;
        _write[1] = port0;
        _write[2] = port1;
        _bus.TryTransfer(Device, _write, 0, 3, null, 0, 0);
    }
}
