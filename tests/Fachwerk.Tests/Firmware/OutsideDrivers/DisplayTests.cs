using System.Device.Gpio;
using System.Text;
using Fachwerk.Firmware.Chips;
using Iot.Device.CharacterLcd;
using Iot.Device.Pcx857x;
using Xunit;
using Ours = Fachwerk.Firmware.Chips.Hd44780;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>
/// Our HD44780 and Iot.Device.CharacterLcd's on one glass, theirs both by the bus and by the expander's pins. Neither
/// reads the glass; their expander does it here, by the protocol of the data sheet.
/// </summary>
public sealed class DisplayTests : IDisposable
{
    private const int RegisterSelect = 0;
    private const int ReadWrite = 1;
    private const int Enable = 2;
    private const int Backlight = 3;
    private const int SetCgram = 0x40;
    private const int SetDdram = 0x80;
    private static readonly int[] Data = [4, 5, 6, 7];
    private static readonly string[] Texts =
        ["Code, dann # drucken", "Enter code, then #", "* English / Deutsch", "0800 123456"];

    private readonly OutsideRig _rig = new();
    private readonly Ours _ours;

    public DisplayTests()
    {
        _ours = new Ours(_rig.Display);
    }

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(0, 0x00)]
    [InlineData(1, 0x40)]
    [InlineData(2, 0x14)]
    [InlineData(3, 0x54)]
    public void Theirs_reads_the_line_that_ours_wrote(int line, int address)
    {
        ShowByOurs();

        using GpioController pins = OpenExpander();
        byte[] read = ReadFrom(pins, SetDdram | address, Ours.Columns);

        Assert.Equal(Texts[line].PadRight(Ours.Columns), Encoding.ASCII.GetString(read));
    }

    [Fact]
    public void Theirs_reads_the_characters_that_ours_made()
    {
        ShowByOurs();

        using GpioController pins = OpenExpander();
        byte[] read = ReadFrom(pins, SetCgram, 3 * 8);

        // Ä: two dots above a capital A.
        Assert.Equal([0x0A, 0x00, 0x0E, 0x11, 0x1F, 0x11, 0x11, 0x00], read[..8]);
        Assert.Equal(_rig.Board.Display.CharacterRam[..read.Length].ToArray(), read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Theirs_fills_the_glass_and_loses_nothing(bool byPins)
    {
        using Lcd2004 theirs = OpenTheirs(byPins);
        WriteByTheirs(theirs);

        Assert.Equal(Texts, Glass());
        Assert.Equal(0, _rig.Board.Display.LostWrites);
        Assert.True(_rig.Board.DisplayExpander.IsLit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ours_takes_over_the_glass_that_theirs_left(bool byPins)
    {
        using Lcd2004 theirs = OpenTheirs(byPins);
        theirs.AutoShift = true;
        theirs.UnderlineCursorVisible = true;
        theirs.Write("left behind");

        ShowByOurs();

        Assert.Equal(Texts, Glass());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Theirs_takes_over_the_glass_that_ours_left(bool byPins)
    {
        Run(2_000);
        using Lcd2004 theirs = OpenTheirs(byPins);

        WriteByTheirs(theirs);

        Assert.Equal(Texts, Glass());
    }

    [Fact]
    public void Ours_notices_that_theirs_wrote_and_shows_its_own_again()
    {
        ShowByOurs();
        using Lcd2004 theirs = OpenTheirs(byPins: false);
        theirs.Write("somebody else");
        theirs.BacklightOn = false;
        string[] between = Glass();

        Run(12_000);

        Assert.NotEqual(Texts, between);
        Assert.Equal(Texts, Glass());
        Assert.True(_rig.Board.DisplayExpander.IsLit);
    }

    [Fact]
    public void Theirs_keeps_its_own_character_beside_ours()
    {
        ShowByOurs();
        using Lcd2004 theirs = OpenTheirs(byPins: false);
        byte[] arrow = [0x04, 0x0E, 0x15, 0x04, 0x04, 0x04, 0x04, 0x00];

        theirs.CreateCustomCharacter(7, arrow);

        Assert.Equal(arrow, _rig.Board.Display.CharacterRam[(7 * 8)..].ToArray());
        Assert.Equal(0x0A, _rig.Board.Display.CharacterRam[0]);
    }

    private Lcd2004 OpenTheirs(bool byPins) => new(
        byPins
            ? LcdInterface.CreateGpio(
                RegisterSelect, Enable, Data, Backlight, 1f, ReadWrite,
                new GpioController(new Pcf8574(_rig.DisplayDevice())))
            : LcdInterface.CreateI2c(_rig.DisplayDevice(), uses8Bit: false));

    private static void WriteByTheirs(Lcd2004 theirs)
    {
        theirs.Clear();
        for (int line = 0; line < Texts.Length; line++)
        {
            theirs.SetCursorPosition(0, line);
            theirs.Write(Texts[line]);
        }
    }

    private void ShowByOurs()
    {
        for (int line = 0; line < Texts.Length; line++)
            _ours.SetLine(line, Encoding.ASCII.GetBytes(Texts[line].PadRight(Ours.Columns)));
        Run(2_000);
    }

    private void Run(int milliseconds)
    {
        for (long end = _rig.Board.Clock.NowMs + milliseconds; _rig.Board.Clock.NowMs < end; _rig.Pass(10))
            _ours.Tick(_rig.Board.Clock.NowMs);
    }

    private string[] Glass() =>
    [
        .. Enumerable.Range(0, Ours.Rows).Select(line => new string(
            [.. Enumerable.Range(0, Ours.Columns).Select(column => (char)_rig.Board.Display.CodeAt(line, column))])
            .TrimEnd())
    ];

    private GpioController OpenExpander()
    {
        GpioController pins = new(new Pcf8574(_rig.DisplayDevice()));
        foreach (int pin in (int[])[RegisterSelect, ReadWrite, Enable, Backlight, .. Data])
            pins.OpenPin(pin, PinMode.Output, PinValue.Low);
        return pins;
    }

    // HD44780U figures 25 and 26: the address with RS and R/W low, then data with both high, high nibbles first.
    private static byte[] ReadFrom(GpioController pins, int setAddress, int count)
    {
        foreach (int nibble in (int[])[setAddress >> 4, setAddress & 0x0F])
        {
            foreach (int pin in Data)
                pins.Write(pin, nibble >> (pin - Data[0]) & 1);
            pins.Write(Enable, PinValue.High);
            pins.Write(Enable, PinValue.Low);
        }

        foreach (int pin in Data)
            pins.SetPinMode(pin, PinMode.Input);
        pins.Write(RegisterSelect, PinValue.High);
        pins.Write(ReadWrite, PinValue.High);
        byte[] read = new byte[count];
        for (int nibble = 0; nibble < 2 * count; nibble++)
        {
            pins.Write(Enable, PinValue.High);
            int value = Data.Sum(pin => pins.Read(pin) == PinValue.High ? 1 << (pin - Data[0]) : 0);
            pins.Write(Enable, PinValue.Low);
            read[nibble / 2] = (byte)(read[nibble / 2] << 4 | value);
        }

        return read;
    }
}
