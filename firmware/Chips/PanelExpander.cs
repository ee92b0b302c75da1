using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// Keypad, buzzer, LED, mains and tamper input of the Ethernet board, on an expander of their own: a PCA9539 (NXP rev.
/// 9), which has the registers of the PCA9555. Trigger and watchdog stay pins of the ESP32.
/// <code>
/// port 0   rows 0-3, columns 4-6, free 7        port 1   buzzer 0, LED 1-3, mains 4, tamper 5, free 6-7
/// </code>
/// A row is driven low by its direction, over a latch that stays 0. Free pins are driven low: this chip has no pull-ups
/// inside. What is driven low must read low; where it does not, the chip has lost what it was told. That a reading
/// looks right proves nothing, for a pin that floats may read low, too: so all is read back once a second.
/// </summary>
public sealed class PanelExpander : IBoardPins
{
    /// <summary>Address with A1 and A0 low (data sheet, table 3): none of a PCA9555.</summary>
    public const int Device = 0x74;

    // Command bytes, data sheet, table 4.
    private const byte Input0 = 0;
    private const byte Output0 = 2;
    private const byte Output1 = 3;
    private const byte Polarity0 = 4;
    private const byte Configuration0 = 6;

    private const int AllRows = 0x0F;
    private const int EveryRow = 4;
    private const int ColumnsShift = 4;
    private const int AllColumns = 7;
    private const int Free0 = 0x80;
    private const int BuzzerBit = 0x01;
    private const int LedShift = 1;
    private const int MainsBit = 0x10;
    private const int TamperBit = 0x20;
    private const int Free1 = 0xC0;

    // Rows float where their bit stays 1.
    private const byte Inputs0 = 0x7F;
    private const byte Inputs1 = MainsBit | TamperBit;

    private const int CheckEveryMs = 1000;

    private readonly II2cBus _bus;
    private readonly IBoardPins _own;
    private readonly byte[] _write = new byte[3];
    private readonly byte[] _read = new byte[2];
    private int _outputs;
    private int _rows;
    private int _columns;
    private int _inputs;
    private bool _isRead;
    private long _setUpMs = -CheckEveryMs;
    private long _dueMs;

    /// <param name="bus">I²C 1.</param>
    /// <param name="own">The pins of the ESP32.</param>
    public PanelExpander(II2cBus bus, IBoardPins own)
    {
        _bus = bus;
        _own = own;
    }

    /// <summary>True until it is set up, and again from when it failed: no key is seen, and no input known.</summary>
    public bool IsLost { get; private set; } = true;

    /// <summary>True when it was found to hold something else, or could not be set up: a failure to be told.</summary>
    public bool IsFaulty { get; private set; }

    /// <inheritdoc />
    public bool MainsGood => (_inputs & MainsBit) != 0;

    /// <inheritdoc />
    public bool TamperClosed => (_inputs & TamperBit) == 0;

    /// <summary>Sets the chip up, whatever it held: at first no row driven, no sound, no light.</summary>
    public void SetUp()
    {
        IsFaulty = false;
        IsLost = !TrySetUp();
        IsFaulty = IsLost;
    }

    /// <summary>
    /// Once a second the chip is read back, or written anew when it failed: it may have lost its power and all it held.
    /// </summary>
    public void Tick(long nowMs)
    {
        _isRead = false;
        if (nowMs < _dueMs)
        {
            return;
        }
        _dueMs = nowMs + CheckEveryMs;
        if (IsLost)
        {
            _setUpMs = nowMs;
            SetUp();
        }
        else if (!HoldsAll())
        {
            Lose();
        }
    }

    /// <summary>Milliseconds until it must run again.</summary>
    public int WaitMs(long nowMs) => _dueMs > nowMs ? (int)(_dueMs - nowMs) : 1;

    /// <inheritdoc />
    public void SelectKeypadRow(int row)
    {
        _rows = row == EveryRow ? AllRows : row < 0 ? 0 : 1 << row;
        _isRead = false;
        if (!IsLost && !TryWrite(Configuration0, (byte)(Inputs0 & ~_rows), 0, 1))
        {
            Lose();
        }
    }

    /// <summary>
    /// Reads the columns, at most once a tick and row, and with them mains and tamper. A chip that does not hold what
    /// it was told shows no key.
    /// </summary>
    public int ReadKeypadColumns()
    {
        if (!_isRead && !IsLost)
        {
            int known = _inputs;
            // Of four rows in a tick one is enough for the inputs.
            if (!TryRead(_rows > 1 && _rows < AllRows ? 1 : 2))
            {
                Lose();
            }
            else if (((known ^ _inputs) & (MainsBit | TamperBit)) != 0)
            {
                // Read back before anyone believes it: polarity may have been disturbed.
                _dueMs = 0;
            }
        }
        return IsLost ? 0 : _columns;
    }

    /// <inheritdoc />
    public void TriggerSolenoidSupply() => _own.TriggerSolenoidSupply();

    /// <inheritdoc />
    public void FeedWatchdog() => _own.FeedWatchdog();

    /// <inheritdoc />
    public void SetBuzzer(bool sounding) => SetOutputs(sounding ? _outputs | BuzzerBit : _outputs & ~BuzzerBit);

    /// <inheritdoc />
    public void SetLed(LedColor color) => SetOutputs((_outputs & BuzzerBit) | ((int)color << LedShift));

    private void SetOutputs(int outputs)
    {
        _outputs = outputs;
        if (!IsLost && !TryWrite(Output1, (byte)outputs, 0, 1))
        {
            Lose();
        }
    }

    // Set up anew in the next tick, so that one lost transfer costs no key; a chip that fails again, once a second.
    private void Lose()
    {
        IsLost = true;
        _dueMs = _setUpMs + CheckEveryMs;
    }

    // Latches before directions: after power-up the latches stand at 1 and the pins are inputs.
    private bool TrySetUp() =>
        TryWrite(Polarity0, 0, 0, 2) && TryWrite(Output0, 0, (byte)_outputs, 2)
        && TryWrite(Configuration0, (byte)(Inputs0 & ~_rows), Inputs1, 2) && HoldsAll() && TryRead(2);

    private bool HoldsAll() =>
        HoldsPair(Configuration0, Inputs0 & ~_rows, Inputs1) && HoldsPair(Output0, 0, _outputs)
        && HoldsPair(Polarity0, 0, 0);

    private bool TryRead(int ports)
    {
        _write[0] = Input0;
        if (!_bus.TryTransfer(Device, _write, 0, 1, _read, 0, ports))
        {
            return false;
        }
        if ((_read[0] & (_rows | Free0)) != 0 || (ports == 2 && (_read[1] & Free1) != 0))
        {
            IsFaulty = true;
            return false;
        }
        _isRead = true;
        _columns = ~(_read[0] >> ColumnsShift) & AllColumns;
        _inputs = ports == 2 ? _read[1] : _inputs;
        return true;
    }

    private bool TryWrite(byte command, byte first, byte second, int count)
    {
        _write[0] = command;
        _write[1] = first;
        _write[2] = second;
        return _bus.TryTransfer(Device, _write, 0, 1 + count, null, 0, 0);
    }

    // Data sheet §6.2.1: after a byte the other register of the pair is next.
    private bool HoldsPair(byte command, int first, int second)
    {
        _write[0] = command;
        if (!_bus.TryTransfer(Device, _write, 0, 1, _read, 0, 2))
        {
            return false;
        }
        IsFaulty |= _read[0] != first || _read[1] != second;
        return !IsFaulty;
    }
}
