namespace Fachwerk.Simulator.Chips;

/// <summary>
/// 8-bit quasi-bidirectional expander with a display behind it. NXP PCF8574 data sheet rev. 5: a pin is a strong low
/// or a weak high, all high after power-on (section 8.1); every written byte is on the pins at its acknowledge.
/// <code>
/// pin   P7..P4    P3         P2  P1   P0
/// goes  DB7..DB4  backlight  E   R/W  RS
/// </code>
/// </summary>
public sealed class Pcf8574 : I2cChip
{
    private const int RegisterSelect = 0x01;
    private const int ReadWrite = 0x02;
    private const int Enable = 0x04;
    private const int Backlight = 0x08;

    private readonly Hd44780 _display;
    private byte _latch = 0xFF;

    /// <summary>An expander with <paramref name="display"/> soldered behind it.</summary>
    public Pcf8574(Hd44780 display)
    {
        _display = display;
    }

    /// <summary>True while the backlight is lit.</summary>
    public bool IsLit => (_latch & Backlight) != 0;

    /// <summary>Fault: a spike on E, at which the display takes what is on its wires for one nibble more.</summary>
    public void Spike() => _display.EnableFalls((_latch & RegisterSelect) != 0, (_latch & ReadWrite) != 0, _latch >> 4);

    /// <inheritdoc />
    public override void PowerUp() => _latch = 0xFF;

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        bool wasEnabled = (_latch & Enable) != 0;
        bool isEnabled = (value & Enable) != 0;
        if (IsLit != ((value & Backlight) != 0))
            _display.MarkChanged();

        // HD44780U data sheet, figures 25 and 26: data is taken at the falling edge of E. RS, R/W and the data must
        // stand before that edge, so what counts is what was on the pins while E was high.
        if (wasEnabled && !isEnabled)
            _display.EnableFalls((_latch & RegisterSelect) != 0, (_latch & ReadWrite) != 0, _latch >> 4);
        _latch = value;
        return true;
    }

    /// <inheritdoc />
    public override byte Read()
    {
        bool displayDrives = (_latch & (Enable | ReadWrite)) == (Enable | ReadWrite);
        if (!displayDrives)
            return _latch;
        int nibble = _display.PeekNibble((_latch & RegisterSelect) != 0);
        return (byte)(_latch & (0x0F | (nibble << 4)));
    }
}
