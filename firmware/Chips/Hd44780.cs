using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// Display HD44780 with ROM A00 (Hitachi ADE-207-272(Z)), 20 × 4, in 4-bit mode behind a PCF8574A. Holds what should be
/// shown and sends, a few characters a tick, what differs from what is shown. Whether it arrived cannot be read back,
/// and one stray nibble would make garbage of all that follows: now and then everything is written anew, beginning with
/// the protocol's first step. Nothing of that is seen: what stands there is not cleared.
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
    private const int Home = 0x02;
    private const int EntryModeIncrement = 0x06;
    private const int DisplayOn = 0x0C;
    private const int FourBitTwoLines = 0x28;
    private const int SetCgram = 0x40;
    private const int SetDdram = 0x80;

    // Ours. Seven characters are 34 bytes, three times of which make a line.
    private const int CharactersPerTickMax = 7;
    private const int CustomCharacterBytes = 8;
    private const int RetryMs = 5000;
    private const int PendingMs = 10;
    private const int HeartbeatMs = 5000;
    private const int RefreshEveryMs = 30000;
    private const int RefreshForPersonMs = 10000;
    private const byte Space = 0x20;

    // Steps of the initialization; three custom characters follow.
    private const int PowerOn = 0;
    private const int FirstNibble = 1;
    private const int Function = 2;
    private const int FirstCharacter = 3;
    private const int Ready = 6;

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
    private int _rewritten;
    private long _dueMs;
    private long _refreshMs;
    private bool _isDirty = true;

    /// <summary>The display on its own bus.</summary>
    public Hd44780(II2cBus bus)
    {
        _bus = bus;
        for (int i = 0; i < _wanted.Length; i++)
        {
            _wanted[i] = Space;
            _shown[i] = Space;
        }
    }

    /// <summary>True since the display last failed to answer, until it is initialised again.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Says what a line should show.</summary>
    /// <param name="row">0 to 3.</param>
    /// <param name="codes">20 character codes of ROM A00.</param>
    public void SetLine(int row, byte[] codes)
    {
        byte[] wanted = _wanted;
        int at = row * Columns;
        for (int column = 0; column < Columns; column++)
        {
            if (wanted[at] != codes[column])
            {
                wanted[at] = codes[column];
                _isDirty = true;
            }
            at++;
        }
    }

    /// <summary>Someone looks at it: what was written longer ago than 10 s is written anew soon.</summary>
    public void RefreshForPerson(long nowMs)
    {
        if (_refreshMs - nowMs < RefreshEveryMs - RefreshForPersonMs)
        {
            _refreshMs = nowMs;
        }
    }

    /// <summary>Sends the next few bytes.</summary>
    /// <returns>Milliseconds until it must run again if no line changes.</returns>
    public int Tick(long nowMs)
    {
        bool isReady = _step == Ready;
        if (nowMs < _dueMs && !(_isDirty && isReady))
        {
            return (int)(_dueMs - nowMs);
        }
        int waitMs = isReady ? SendNext(nowMs) : Initialize(nowMs);
        _dueMs = nowMs + waitMs;
        return waitMs;
    }

    // Figure 24 (4-bit initialization by instruction): waits of 40 ms and 4.1 ms, here in whole ticks; the 100 µs are
    // two bytes on the bus. Whatever the chip takes the first nibble for, it is in step after the fourth. With the
    // second it has one line instead of two until the third: 180 µs, which no eye sees.
    private int Initialize(long nowMs)
    {
        _frameCount = 0;
        switch (_step)
        {
            case PowerOn:
                return Advance(50);
            case FirstNibble:
                AddNibble(0x30, 0);
                return Send(PendingMs);
            case Function:
                AddNibble(0x30, 0);
                AddNibble(0x30, 0);
                AddNibble(0x20, 0);
                AddByte(FourBitTwoLines, 0);
                AddByte(EntryModeIncrement, 0);
                AddByte(DisplayOn, 0);
                AddByte(Home, 0);
                return Send(PendingMs);
            default:
                return SendCustomCharacter(_step - FirstCharacter, nowMs);
        }
    }

    private int SendCustomCharacter(int index, long nowMs)
    {
        AddByte(SetCgram | (index * CustomCharacterBytes), 0);
        for (int line = 0; line < CustomCharacterBytes; line++)
        {
            AddByte(CapitalUmlauts[index * CustomCharacterBytes + line], RegisterSelect);
        }
        int waitMs = Send(PendingMs);
        if (_step == Ready)
        {
            IsFaulty = false;
            _rewritten = 0;
            _refreshMs = nowMs + RefreshEveryMs;
        }
        return waitMs;
    }

    // What differs comes first, then what is to be written anew.
    private int SendNext(long nowMs)
    {
        int start = _isDirty ? FindDifference() : -1;
        _isDirty = start >= 0;
        if (start < 0 && _rewritten == _wanted.Length)
        {
            return SendHeartbeat(nowMs);
        }
        start = start < 0 ? _rewritten : start;
        int row = start / Columns;
        _frameCount = 0;
        AddByte(SetDdram | (LineStart[row] + start % Columns), 0);
        int end = start;
        while (end < (row + 1) * Columns && end - start < CharactersPerTickMax
            && (!_isDirty || _wanted[end] != _shown[end]))
        {
            AddByte(_wanted[end], RegisterSelect);
            end++;
        }
        if (!IsIntact() || !TrySend())
        {
            return Fail();
        }
        System.Array.Copy(_wanted, start, _shown, start, end - start);
        if (_isDirty)
        {
            _cursor = end % _wanted.Length;
        }
        else
        {
            _rewritten = end;
        }
        return PendingMs;
    }

    private int SendHeartbeat(long nowMs)
    {
        _frameCount = 0;
        AddByte(SetDdram, 0);
        if (!IsIntact() || !TrySend())
        {
            return Fail();
        }
        _step = nowMs >= _refreshMs ? FirstNibble : Ready;
        return _step == Ready ? HeartbeatMs : PendingMs;
    }

    // Nothing can be read back from the display (R/W is held low), but from the expander before it: one that was
    // changed or lost its power in between has RS, R/W and E high (NXP PCF8574A, §8.1), not what was written last.
    private bool IsIntact() => _bus.TryTransfer(Address, _frame, 0, 0, _read, 0, 1) && _read[0] == _lastPins;

    private int FindDifference()
    {
        byte[] wanted = _wanted;
        byte[] shown = _shown;
        int at = _cursor;
        for (int left = wanted.Length; left > 0; left--)
        {
            if (wanted[at] != shown[at])
            {
                return at;
            }
            at = at == wanted.Length - 1 ? 0 : at + 1;
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
        _step = PowerOn;
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
