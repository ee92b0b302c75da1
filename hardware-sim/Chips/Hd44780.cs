namespace Fachwerk.Simulator.Chips;

/// <summary>
/// Display controller on a 20×4 glass, four data wires connected. Hitachi HD44780U data sheet ADE-207-272(Z):
/// instructions and times of table 6 at 270 kHz, DDRAM addresses of a two-line display (page 11), of which the
/// glass shows 0x00 and 0x14 as lines 1 and 3, 0x40 and 0x54 as lines 2 and 4.
/// </summary>
public sealed class Hd44780
{
    /// <summary>Characters in a line of the glass.</summary>
    public const int Columns = 20;

    /// <summary>Lines of the glass.</summary>
    public const int Lines = 4;

    private const int InstructionMicros = 37;
    private const int DataMicros = 37 + 4; // Table 6, note: t_ADD is 4 µs after a data write or read.
    private const int ClearMicros = 1520;
    private const int PowerUpMicros = 10_000; // Page 23: busy for 10 ms after the supply is up.
    private const int LineLength = 40;

    private readonly BoardClock _clock;
    private readonly byte[] _ddram = new byte[2 * LineLength];
    private readonly byte[] _cgram = new byte[64];
    private long _busyUntilMicros;
    private bool _eightBit;
    private bool _twoLines;
    private bool _displayOn;
    private bool _increments;
    private bool _shifts;
    private bool _pointsToCgram;
    private int _address; // DDRAM: 0x00-0x27 and 0x40-0x67 (two lines) or 0x00-0x4F (one line)
    private int _shift;
    private int _highNibble = -1;
    private bool _lowNibbleIsNext;

    /// <summary>A glass without power.</summary>
    public Hd44780(BoardClock clock)
    {
        _clock = clock;
        PowerUp();
    }

    /// <summary>Rises with everything that can change what is seen.</summary>
    public int Revision { get; private set; }

    /// <summary>Writes that came while the chip was busy and were lost.</summary>
    public int LostWrites { get; private set; }

    /// <summary>True while the display is switched on (D of "display on/off control").</summary>
    public bool IsOn => _displayOn;

    /// <summary>The eight own characters: 8 rows each, 5 bits a row.</summary>
    public ReadOnlySpan<byte> CharacterRam => _cgram;

    /// <summary>The internal reset circuit, page 23.</summary>
    public void PowerUp()
    {
        _busyUntilMicros = _clock.NowMicros + PowerUpMicros;
        Array.Fill(_ddram, (byte)' ');
        _eightBit = true;
        _twoLines = false;
        _displayOn = false;
        _increments = true;
        _shifts = false;
        _pointsToCgram = false;
        _address = 0;
        _shift = 0;
        _highNibble = -1;
        _lowNibbleIsNext = false;
        Revision++;
    }

    /// <summary>The character code at a place of the glass; a space where nothing is shown.</summary>
    public byte CodeAt(int line, int column)
    {
        if (!_displayOn || (!_twoLines && (line & 1) == 1))
            return (byte)' ';
        int row = line & 1;
        int offset = (line >> 1) * Columns + column + _shift;
        if (!_twoLines)
            return _ddram[Wrap(offset, 2 * LineLength)];
        return _ddram[row * LineLength + Wrap(offset, LineLength)];
    }

    internal void MarkChanged() => Revision++;

    internal void EnableFalls(bool registerSelect, bool read, int nibble)
    {
        if (read)
        {
            FinishRead(registerSelect);
            return;
        }

        if (_eightBit)
        {
            // DB0-DB3 are not wired; their pull-up MOS reads as 1 (page 49, -I_P).
            Execute(registerSelect, (nibble << 4) | 0x0F);
        }
        else if (_highNibble < 0)
        {
            _highNibble = nibble;
        }
        else
        {
            int value = (_highNibble << 4) | nibble;
            _highNibble = -1;
            Execute(registerSelect, value);
        }
    }

    internal int PeekNibble(bool registerSelect)
    {
        int value = registerSelect
            ? ReadData()
            : (IsBusy ? 0x80 : 0) | _address;
        return _lowNibbleIsNext ? value & 0x0F : value >> 4;
    }

    private bool IsBusy => _clock.NowMicros < _busyUntilMicros;

    private void FinishRead(bool registerSelect)
    {
        if (!_eightBit && !_lowNibbleIsNext)
        {
            _lowNibbleIsNext = true;
            return;
        }

        _lowNibbleIsNext = false;
        if (registerSelect && !IsBusy)
        {
            Move(_increments);
            _busyUntilMicros = _clock.NowMicros + DataMicros;
        }
    }

    private byte ReadData() => _pointsToCgram ? _cgram[_address & 0x3F] : _ddram[DdramIndex()];

    private void Execute(bool registerSelect, int value)
    {
        if (IsBusy)
        {
            // Page 9: while the busy flag is 1 the next instruction is not accepted.
            LostWrites++;
            return;
        }

        Revision++;
        if (registerSelect)
            WriteData((byte)value);
        else
            Instruct(value);
    }

    private void WriteData(byte value)
    {
        if (_pointsToCgram)
            _cgram[_address & 0x3F] = (byte)(value & 0x1F);
        else
            _ddram[DdramIndex()] = value;
        Move(_increments);
        if (_shifts && !_pointsToCgram)
            _shift += _increments ? 1 : -1;
        _busyUntilMicros = _clock.NowMicros + DataMicros;
    }

    private void Instruct(int value)
    {
        _busyUntilMicros = _clock.NowMicros + InstructionMicros;
        if ((value & 0x80) != 0)
            (_pointsToCgram, _address) = (false, value & 0x7F);
        else if ((value & 0x40) != 0)
            (_pointsToCgram, _address) = (true, value & 0x3F);
        else if ((value & 0x20) != 0)
            SetFunction(value);
        else if ((value & 0x10) != 0)
            ShiftCursorOrDisplay((value & 0x08) != 0, (value & 0x04) != 0);
        else if ((value & 0x08) != 0)
            _displayOn = (value & 0x04) != 0;
        else if ((value & 0x04) != 0)
            (_increments, _shifts) = ((value & 0x02) != 0, (value & 0x01) != 0);
        else if (value != 0)
            ClearOrHome((value & 0x02) == 0);
    }

    private void SetFunction(int value)
    {
        _eightBit = (value & 0x10) != 0;
        _twoLines = (value & 0x08) != 0;
        _highNibble = -1;
        _lowNibbleIsNext = false;
    }

    private void ShiftCursorOrDisplay(bool display, bool right)
    {
        if (display)
            _shift += right ? -1 : 1;
        else
            Move(right);
    }

    private void ClearOrHome(bool clear)
    {
        if (clear)
        {
            Array.Fill(_ddram, (byte)' ');
            _increments = true;
        }

        _pointsToCgram = false;
        _address = 0;
        _shift = 0;
        _busyUntilMicros = _clock.NowMicros + ClearMicros;
    }

    private void Move(bool forward)
    {
        int step = forward ? 1 : -1;
        if (_pointsToCgram)
        {
            _address = (_address + step) & 0x3F;
            return;
        }

        int index = Wrap(DdramIndex() + step, 2 * LineLength);
        _address = !_twoLines ? index : index < LineLength ? index : index - LineLength + 0x40;
    }

    private int DdramIndex()
    {
        if (!_twoLines)
            return _address % (2 * LineLength);
        return (_address & 0x40) == 0
            ? _address % LineLength
            : LineLength + (_address - 0x40) % LineLength;
    }

    private static int Wrap(int value, int length) => ((value % length) + length) % length;
}
