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

    private readonly BoardClock clock;
    private readonly byte[] ddram = new byte[2 * LineLength];
    private readonly byte[] cgram = new byte[64];
    private long busyUntilMicros;
    private bool eightBit;
    private bool twoLines;
    private bool displayOn;
    private bool increments;
    private bool shifts;
    private bool pointsToCgram;
    private int address; // DDRAM: 0x00-0x27 and 0x40-0x67 (two lines) or 0x00-0x4F (one line)
    private int shift;
    private int highNibble = -1;
    private bool lowNibbleIsNext;

    /// <summary>A glass without power.</summary>
    public Hd44780(BoardClock clock)
    {
        this.clock = clock;
        PowerUp();
    }

    /// <summary>Rises with everything that can change what is seen.</summary>
    public int Revision { get; private set; }

    /// <summary>Writes that came while the chip was busy and were lost.</summary>
    public int LostWrites { get; private set; }

    /// <summary>True while the display is switched on (D of "display on/off control").</summary>
    public bool IsOn => displayOn;

    /// <summary>The eight own characters: 8 rows each, 5 bits a row.</summary>
    public ReadOnlySpan<byte> CharacterRam => cgram;

    /// <summary>The internal reset circuit, page 23.</summary>
    public void PowerUp()
    {
        busyUntilMicros = clock.NowMicros + PowerUpMicros;
        Array.Fill(ddram, (byte)' ');
        eightBit = true;
        twoLines = false;
        displayOn = false;
        increments = true;
        shifts = false;
        pointsToCgram = false;
        address = 0;
        shift = 0;
        highNibble = -1;
        lowNibbleIsNext = false;
        Revision++;
    }

    /// <summary>The character code at a place of the glass; a space where nothing is shown.</summary>
    public byte CodeAt(int line, int column)
    {
        if (!displayOn || (!twoLines && (line & 1) == 1))
            return (byte)' ';
        int row = line & 1;
        int offset = (line >> 1) * Columns + column + shift;
        if (!twoLines)
            return ddram[Wrap(offset, 2 * LineLength)];
        return ddram[row * LineLength + Wrap(offset, LineLength)];
    }

    internal void MarkChanged() => Revision++;

    internal void EnableFalls(bool registerSelect, bool read, int nibble)
    {
        if (read)
        {
            FinishRead(registerSelect);
            return;
        }

        if (eightBit)
        {
            // DB0-DB3 are not wired; their pull-up MOS reads as 1 (page 49, -I_P).
            Execute(registerSelect, (nibble << 4) | 0x0F);
        }
        else if (highNibble < 0)
        {
            highNibble = nibble;
        }
        else
        {
            int value = (highNibble << 4) | nibble;
            highNibble = -1;
            Execute(registerSelect, value);
        }
    }

    internal int PeekNibble(bool registerSelect)
    {
        int value = registerSelect
            ? ReadData()
            : (IsBusy ? 0x80 : 0) | address;
        return lowNibbleIsNext ? value & 0x0F : value >> 4;
    }

    private bool IsBusy => clock.NowMicros < busyUntilMicros;

    private void FinishRead(bool registerSelect)
    {
        if (!eightBit && !lowNibbleIsNext)
        {
            lowNibbleIsNext = true;
            return;
        }

        lowNibbleIsNext = false;
        if (registerSelect && !IsBusy)
        {
            Move(increments);
            busyUntilMicros = clock.NowMicros + DataMicros;
        }
    }

    private byte ReadData() => pointsToCgram ? cgram[address & 0x3F] : ddram[DdramIndex()];

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
        if (pointsToCgram)
            cgram[address & 0x3F] = (byte)(value & 0x1F);
        else
            ddram[DdramIndex()] = value;
        Move(increments);
        if (shifts && !pointsToCgram)
            shift += increments ? 1 : -1;
        busyUntilMicros = clock.NowMicros + DataMicros;
    }

    private void Instruct(int value)
    {
        busyUntilMicros = clock.NowMicros + InstructionMicros;
        if ((value & 0x80) != 0)
            (pointsToCgram, address) = (false, value & 0x7F);
        else if ((value & 0x40) != 0)
            (pointsToCgram, address) = (true, value & 0x3F);
        else if ((value & 0x20) != 0)
            SetFunction(value);
        else if ((value & 0x10) != 0)
            ShiftCursorOrDisplay((value & 0x08) != 0, (value & 0x04) != 0);
        else if ((value & 0x08) != 0)
            displayOn = (value & 0x04) != 0;
        else if ((value & 0x04) != 0)
            (increments, shifts) = ((value & 0x02) != 0, (value & 0x01) != 0);
        else if (value != 0)
            ClearOrHome((value & 0x02) == 0);
    }

    private void SetFunction(int value)
    {
        eightBit = (value & 0x10) != 0;
        twoLines = (value & 0x08) != 0;
        highNibble = -1;
        lowNibbleIsNext = false;
    }

    private void ShiftCursorOrDisplay(bool display, bool right)
    {
        if (display)
            shift += right ? -1 : 1;
        else
            Move(right);
    }

    private void ClearOrHome(bool clear)
    {
        if (clear)
        {
            Array.Fill(ddram, (byte)' ');
            increments = true;
        }

        pointsToCgram = false;
        address = 0;
        shift = 0;
        busyUntilMicros = clock.NowMicros + ClearMicros;
    }

    private void Move(bool forward)
    {
        int step = forward ? 1 : -1;
        if (pointsToCgram)
        {
            address = (address + step) & 0x3F;
            return;
        }

        int index = Wrap(DdramIndex() + step, 2 * LineLength);
        address = !twoLines ? index : index < LineLength ? index : index - LineLength + 0x40;
    }

    private int DdramIndex()
    {
        if (!twoLines)
            return address % (2 * LineLength);
        return (address & 0x40) == 0
            ? address % LineLength
            : LineLength + (address - 0x40) % LineLength;
    }

    private static int Wrap(int value, int length) => ((value % length) + length) % length;
}
