using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// Display HD44780 with ROM A00 (Hitachi ADE-207-272(Z)), 20 × 4, in 4-bit mode behind a PCF8574A. Holds what should be
/// shown and sends, a few characters a tick, what differs from what is shown.
/// </summary>
public sealed class Hd44780
{
    /// <summary>Address of the PCF8574A with A2-A0 high (NXP rev. 5, table 5).</summary>
    public const int Address = 0x3F;

    /// <summary>Characters of a line.</summary>
    public const int Columns = 20;

    /// <summary>Lines.</summary>
    public const int Rows = 4;

    // Pins of the PCF8574A (HARDWARE.md).
    private const int RegisterSelect = 0x01;
    private const int Enable = 0x04;
    private const int Backlight = 0x08;

    // Instructions, datasheet table 6.
    private const int Clear = 0x01;
    private const int EntryModeIncrement = 0x06;
    private const int DisplayOff = 0x08;
    private const int DisplayOn = 0x0C;
    private const int FourBitTwoLines = 0x28;
    private const int SetCgram = 0x40;
    private const int SetDdram = 0x80;

    // Ours.
    private const int CharactersPerTickMax = 6;
    private const int CustomCharacterBytes = 8;
    private const int RetryMs = 5000;
    private const int PendingMs = 10;
    private const int HeartbeatMs = 5000;
    private const int InitializationSteps = 8;
    private const byte Space = 0x20;

    // The third line goes on where the first ends, the fourth where the second ends.
    private static readonly byte[] LineStart = { 0x00, 0x40, 0x14, 0x54 };

    // 5 × 8 dots of the custom characters 0 to 2.
    private static readonly byte[] CapitalUmlauts =
    {
        0x0A, 0x00, 0x0E, 0x11, 0x1F, 0x11, 0x11, 0x00,
        0x0A, 0x00, 0x0E, 0x11, 0x11, 0x11, 0x0E, 0x00,
        0x0A, 0x00, 0x11, 0x11, 0x11, 0x11, 0x0E, 0x00
    };

    private readonly II2cBus _bus;
    private readonly byte[] _wanted = new byte[Rows * Columns];
    private readonly byte[] _shown = new byte[Rows * Columns];
    private readonly byte[] _frame = new byte[2 + 4 * (CustomCharacterBytes + 1)];
    private readonly byte[] _read = new byte[1];
    private byte _lastPins;
    private int _frameCount;
    private int _step;
    private int _cursor;
    private long _dueMs;
    private bool _isDirty = true;

    /// <summary>The display on its own bus.</summary>
    public Hd44780(II2cBus bus)
    {
        _bus = bus;
        for (int i = 0; i < _wanted.Length; i++)
        {
            _wanted[i] = Space;
        }
    }

    /// <summary>True since the display last failed to answer, until it is initialised again.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Says what a line should show.</summary>
    /// <param name="row">0 to 3.</param>
    /// <param name="codes">20 character codes of ROM A00.</param>
    public void SetLine(int row, byte[] codes)
    {
        for (int column = 0; column < Columns; column++)
        {
            if (_wanted[row * Columns + column] != codes[column])
            {
                _wanted[row * Columns + column] = codes[column];
                _isDirty = true;
            }
        }
    }

    /// <summary>Sends the next few bytes.</summary>
    /// <returns>Milliseconds until it must run again if no line changes.</returns>
    public int Tick(long nowMs)
    {
        bool isInitialized = _step == InitializationSteps;
        if (nowMs < _dueMs && !(_isDirty && isInitialized))
        {
            return (int)(_dueMs - nowMs);
        }
        int waitMs = isInitialized ? SendDifference() : Initialize();
        _dueMs = nowMs + waitMs;
        return waitMs;
    }

    // Figure 24 (4-bit initialization by instruction): waits of 40 ms, 4.1 ms and 100 µs, here in whole ticks.
    private int Initialize()
    {
        _frameCount = 0;
        switch (_step)
        {
            case 0:
                return Advance(50);
            case 1:
            case 2:
            case 3:
                AddNibble(0x30, 0);
                return Send(PendingMs);
            case 4:
                AddNibble(0x20, 0);
                AddByte(FourBitTwoLines, 0);
                AddByte(DisplayOff, 0);
                AddByte(Clear, 0);
                return Send(PendingMs);
            default:
                return SendCustomCharacter(_step - 5);
        }
    }

    private int SendCustomCharacter(int index)
    {
        AddByte(SetCgram | (index * 8), 0);
        for (int line = 0; line < 8; line++)
        {
            AddByte(CapitalUmlauts[index * 8 + line], RegisterSelect);
        }
        int waitMs = Send(PendingMs);
        if (_step == InitializationSteps)
        {
            _frameCount = 0;
            AddByte(EntryModeIncrement, 0);
            AddByte(DisplayOn, 0);
            if (!TrySend())
            {
                return Fail();
            }
            for (int i = 0; i < _shown.Length; i++)
            {
                _shown[i] = Space;
            }
            IsFaulty = false;
        }
        return waitMs;
    }

    private int SendDifference()
    {
        int start = FindDifference();
        if (start < 0)
        {
            _isDirty = false;
            return SendHeartbeat();
        }
        int row = start / Columns;
        _frameCount = 0;
        AddByte(SetDdram | (LineStart[row] + start % Columns), 0);
        int end = start;
        while (end < (row + 1) * Columns && end - start < CharactersPerTickMax && _wanted[end] != _shown[end])
        {
            AddByte(_wanted[end], RegisterSelect);
            end++;
        }
        if (!IsIntact() || !TrySend())
        {
            return Fail();
        }
        System.Array.Copy(_wanted, start, _shown, start, end - start);
        _cursor = end % _wanted.Length;
        return PendingMs;
    }

    private int SendHeartbeat()
    {
        _frameCount = 0;
        AddByte(SetDdram, 0);
        return IsIntact() && TrySend() ? HeartbeatMs : Fail();
    }

    // Nothing can be read back from the display (R/W is held low), but from the expander before it: one that was
    // changed or lost its power in between has RS, R/W and E high (NXP PCF8574A, §8.1), not what was written last.
    private bool IsIntact() => _bus.TryTransfer(Address, _frame, 0, 0, _read, 0, 1) && _read[0] == _lastPins;

    private int FindDifference()
    {
        for (int i = 0; i < _wanted.Length; i++)
        {
            int at = (_cursor + i) % _wanted.Length;
            if (_wanted[at] != _shown[at])
            {
                return at;
            }
        }
        return -1;
    }

    private int Send(int waitMs) => TrySend() ? Advance(waitMs) : Fail();

    private int Advance(int waitMs)
    {
        _step++;
        return waitMs;
    }

    private int Fail()
    {
        IsFaulty = true;
        _step = 0;
        return RetryMs;
    }

    private bool TrySend()
    {
        _lastPins = _frame[_frameCount - 1];
        return _bus.TryTransfer(Address, _frame, 0, _frameCount, null, 0, 0);
    }

    private void AddByte(int value, int registerSelect)
    {
        AddNibble(value & 0xF0, registerSelect);
        AddNibble((value << 4) & 0xF0, registerSelect);
    }

    // Figure 25: RS is stable before E rises, data before E falls. A byte on the bus takes 90 µs, longer than the 37
    // µs of an instruction, so no wait is needed between characters.
    private void AddNibble(int nibble, int registerSelect)
    {
        int pins = nibble | registerSelect | Backlight;
        if (_frameCount == 0 || (_frame[_frameCount - 1] & RegisterSelect) != registerSelect)
        {
            _frame[_frameCount++] = (byte)pins;
        }
        _frame[_frameCount++] = (byte)(pins | Enable);
        _frame[_frameCount++] = (byte)pins;
    }
}
