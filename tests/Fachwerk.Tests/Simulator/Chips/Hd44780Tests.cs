using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Simulator.Chips;

// Hitachi HD44780U data sheet ADE-207-272(Z), wired to a PCF8574A: P0 RS, P1 R/W, P2 E, P3 backlight, P4-P7 DB4-DB7.
public sealed class Hd44780Tests
{
    private const byte Light = 0x08;
    private const byte Enable = 0x04;
    private const byte ReadWrite = 0x02;
    private const byte Data = 0x01;

    private readonly BoardClock _clock = new();
    private readonly Hd44780 _glass;
    private readonly Pcf8574 _expander;

    public Hd44780Tests()
    {
        _glass = new Hd44780(_clock);
        _expander = new Pcf8574(_glass);
    }

    [Fact]
    public void Shows_text_on_four_lines_after_the_four_bit_initialisation()
    {
        Initialise();

        WriteText(0x00, "one");
        WriteText(0x40, "two");
        WriteText(0x14, "three");
        WriteText(0x54, "four");

        Assert.StartsWith("one ", Line(0), StringComparison.Ordinal);
        Assert.StartsWith("two ", Line(1), StringComparison.Ordinal);
        Assert.StartsWith("three ", Line(2), StringComparison.Ordinal);
        Assert.StartsWith("four ", Line(3), StringComparison.Ordinal);
        Assert.Equal(0, _glass.LostWrites);
    }

    [Fact]
    public void Runs_on_from_the_first_line_into_the_third_and_from_the_second_into_the_fourth()
    {
        Initialise();

        WriteText(0x00, new string('a', 40) + new string('b', 40));

        // Page 11: 0x27 is followed by 0x40.
        Assert.Equal(new string('a', 20), Line(0));
        Assert.Equal(new string('b', 20), Line(1));
        Assert.Equal(new string('a', 20), Line(2));
        Assert.Equal(new string('b', 20), Line(3));
    }

    [Fact]
    public void Is_busy_for_ten_milliseconds_after_the_power_came()
    {
        Nibble(0x30);

        Assert.Equal(1, _glass.LostWrites); // Page 23.
    }

    [Fact]
    public void Loses_what_is_written_within_the_milliseconds_that_clearing_takes()
    {
        Initialise();

        Command(0x01, waitMicros: 1000);
        WriteByte('x', Data, waitMicros: 100);

        Assert.Equal(1, _glass.LostWrites); // Table 6: 1.52 ms.
        Assert.Equal(new string(' ', 20), Line(0));
    }

    [Fact]
    public void Tells_busy_flag_and_address_in_two_nibbles()
    {
        Initialise();
        Command(0x80 | 0x45);

        Assert.Equal(0x45, ReadByte(0));

        Command(0x01, waitMicros: 100);

        Assert.Equal(0x80, ReadByte(0)); // Busy, address counter 0.
    }

    [Fact]
    public void Gives_back_the_character_that_was_written()
    {
        Initialise();
        WriteText(0x40, "Q");
        Command(0x80 | 0x40);

        Assert.Equal((byte)'Q', ReadByte(Data));
    }

    [Fact]
    public void Takes_own_characters_by_eight_rows()
    {
        Initialise();

        Command(0x40 | 8);
        for (int row = 0; row < 8; row++)
            WriteByte((char)(0xE0 | row), Data);

        // Page 13: five bits a row, code 1 begins at address 8.
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], _glass.CharacterRam.Slice(8, 8).ToArray());
    }

    [Fact]
    public void Shows_nothing_while_the_display_is_switched_off()
    {
        Initialise();
        WriteText(0x00, "hidden");

        Command(0x08);

        Assert.Equal(new string(' ', 20), Line(0));
    }

    [Fact]
    public void Shifts_the_window_over_the_forty_characters_of_a_line()
    {
        Initialise();
        WriteText(0x00, "abc");

        Command(0x18); // Table 6: S/C = 1, R/L = 0: the display moves left.

        Assert.StartsWith("bc ", Line(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_its_way_back_when_a_reset_left_it_between_two_nibbles()
    {
        Initialise();
        Nibble(0x40);

        Initialise();
        WriteText(0x00, "ok");

        Assert.StartsWith("ok ", Line(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Has_the_small_umlauts_of_rom_a00_and_no_capital_ones()
    {
        Assert.Equal("äöüß", string.Concat(
            CharacterRom.ToUnicode(0xE1), CharacterRom.ToUnicode(0xEF),
            CharacterRom.ToUnicode(0xF5), CharacterRom.ToUnicode(0xE2)));
        for (int code = 0; code < 256; code++)
            Assert.DoesNotContain(CharacterRom.ToUnicode((byte)code), "ÄÖÜ");
    }

    // Figure 24: three times 8 bits, then 4 bits; two lines; display off, clear, entry mode.
    private void Initialise()
    {
        Wait(50_000);
        Nibble(0x30);
        Wait(5_000);
        Nibble(0x30);
        Wait(200);
        Nibble(0x30);
        Wait(200);
        Nibble(0x20);
        Wait(200);
        Command(0x28);
        Command(0x08);
        Command(0x01, waitMicros: 2_000);
        Command(0x06);
        Command(0x0C);
    }

    private void WriteText(int address, string text)
    {
        Command(0x80 | address);
        foreach (char character in text)
            WriteByte(character, Data);
    }

    private void Command(int value, int waitMicros = 100) => WriteByte((char)value, 0, waitMicros);

    private void WriteByte(char value, byte flags, int waitMicros = 100)
    {
        Nibble((value & 0xF0) | flags);
        Nibble((value << 4 & 0xF0) | flags);
        Wait(waitMicros);
    }

    private void Nibble(int bits)
    {
        _expander.Write((byte)(bits | Light | Enable));
        _expander.Write((byte)(bits | Light));
    }

    private int ReadByte(byte flags)
    {
        int value = ReadNibble(flags) << 4;
        return value | ReadNibble(flags);
    }

    private int ReadNibble(byte flags)
    {
        byte idle = (byte)(0xF0 | Light | ReadWrite | flags);
        _expander.Write((byte)(idle | Enable));
        int nibble = _expander.Read() >> 4;
        _expander.Write(idle);
        return nibble;
    }

    private string Line(int line)
    {
        char[] text = new char[Hd44780.Columns];
        for (int column = 0; column < text.Length; column++)
            text[column] = CharacterRom.ToUnicode(_glass.CodeAt(line, column));
        return new string(text);
    }

    private void Wait(int micros) => _clock.Spend(micros);
}
