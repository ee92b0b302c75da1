using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// Whatever a disturbance writes into a chip is put right within the time that HARDWARE.md names, without a restart,
/// and told as a failure of that part where it can be known.
/// </summary>
[Trait("Promise", "D-17")]
public sealed class RefreshTests : IDisposable
{
    private const int Expander = 0x20;
    private const int Sensor = 0x40;
    private const int Clock = 0x68;
    private const int Display = 0x3F;

    // HARDWARE.md, "What is written anew": eight expanders, one a second, and 5 s; 1 s and 1 s; 3 s; 35 s; 5 s.
    private const int ExpanderMs = 13_000;
    private const int SensorMs = 2_000;
    private const int ClockMs = 7_000;
    private const int DisplayMs = 35_500;
    private const int LatchMs = 11_000;
    private const int PinsMs = 6_000;

    private readonly DepotRig _rig = new(compartments: 64);

    public void Dispose() => _rig.Dispose();

    public static TheoryData<int, int, int> Expanders()
    {
        TheoryData<int, int, int> all = [];
        foreach (int chip in (int[])[Expander, Expander + 3, Expander + 7])
        {
            // Output, polarity and configuration of both ports; 0 and 1 are read only (PCA9555, table 4).
            for (int register = 2; register < 8; register++)
            {
                all.Add(chip, register, 0x01);
                all.Add(chip, register, 0xA5);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Expanders))]
    public void A_register_of_an_expander_is_put_right_and_told(int chip, int register, int value)
    {
        Start();
        byte[] before = Read(chip, 2, 6);

        Write(chip, register, value);
        _rig.Run(ExpanderMs);

        Assert.Equal(before, Read(chip, 2, 6));
        AssertTold(DepotPart.FirstExpander + chip - Expander);
        Assert.DoesNotContain(EventKind.BreakIn, _rig.Kinds());
        Assert.All(_rig.Depot.Board.Solenoids, coil => Assert.Equal(0, coil.Pulses));
    }

    // INA219: configuration and calibration are the only ones that can be written (table 2); bit 15 resets both.
    [Theory]
    [InlineData(0, 0x0000)]
    [InlineData(0, 0x019F)]
    [InlineData(0, 0x8000)]
    [InlineData(5, 0x0000)]
    [InlineData(5, 0xFFFE)]
    public void A_register_of_the_supply_sensor_is_put_right_and_told(int register, int value)
    {
        Start();

        Write(Sensor, register, value >> 8, value & 0xFF);
        _rig.Run(SensorMs);

        Assert.Equal([0x39, 0x9F], Read(Sensor, 0, 2));
        Assert.Equal([0x10, 0x00], Read(Sensor, 5, 2));
        AssertTold(DepotPart.SupplySensor);
    }

    // DS3231, figure 1. The alarms (7 to 13), the day of the week (3) and the pins of the status register (15) nothing
    // depends on: with them only the time must stay right.
    [Theory]
    [InlineData(0x00, 0x59, true)]
    [InlineData(0x01, 0x30, true)]
    [InlineData(0x02, 0x51, true)]
    [InlineData(0x02, 0x23, true)]
    [InlineData(0x03, 0x05, false)]
    [InlineData(0x04, 0x28, true)]
    [InlineData(0x05, 0x12, true)]
    [InlineData(0x06, 0x99, true)]
    [InlineData(0x07, 0xFF, false)]
    [InlineData(0x0A, 0xFF, false)]
    [InlineData(0x0D, 0xFF, false)]
    [InlineData(0x0E, 0x9C, true)]
    [InlineData(0x0E, 0xFF, true)]
    [InlineData(0x0E, 0x00, true)]
    [InlineData(0x0F, 0x7F, false)]
    [InlineData(0x10, 0x7F, true)]
    [InlineData(0x10, 0x80, true)]
    public void A_register_of_the_clock_is_put_right(int register, int value, bool matters)
    {
        Start();

        Write(Clock, register, value);
        _rig.Run(ClockMs);

        TimeSpan off = _rig.Depot.Board.RealTimeClock.Now - DateTime.UnixEpoch - TimeSpan.FromSeconds(_rig.TrueUnix);
        Assert.InRange(off.TotalSeconds, -61, 61);
        Assert.Equal((0x1C, 0x00), (Read(Clock, 0x0E, 1)[0], Read(Clock, 0x10, 1)[0]));
        Assert.Equal(0, _rig.Depot.Firmware!.Parts.Panel.State.FaultyPart);
        Assert.True(matters || !_rig.Kinds().Contains(EventKind.PartFailed));
    }

    [Fact]
    public void The_century_bit_of_the_clock_may_hold_anything()
    {
        Start();

        Write(Clock, 0x05, 0x91);
        _rig.Run(ClockMs);
        _rig.Reboot();

        Assert.InRange(_rig.Depot.Firmware!.Parts.Clock.UnixSeconds, _rig.TrueUnix - 61, _rig.TrueUnix + 61);
        Assert.DoesNotContain(EventKind.PartFailed, _rig.Kinds());
        Assert.DoesNotContain(EventKind.ClockSet, _rig.Kinds());
    }

    [Theory]
    [InlineData(0x0E, 0x9C)]
    [InlineData(0x10, 0x7F)]
    public void An_oscillator_that_was_set_to_stop_or_to_run_off_is_told(int register, int value)
    {
        Start();

        Write(Clock, register, value);
        _rig.Run(ClockMs);

        AssertTold(DepotPart.Clock);
    }

    public static TheoryData<string> Disturbances() =>
    [
        .. Enumerable.Range(0, 16).Select(nibble => $"nibble {nibble}"),
        .. Enumerable.Range(0, 16).Select(nibble => $"data nibble {nibble}"),
        "cleared", "home", "counts down", "switched off", "shifted", "one line", "eight bits", "characters", "text",
        "power"
    ];

    [Theory]
    [MemberData(nameof(Disturbances))]
    public void A_display_that_was_disturbed_shows_its_lines_again(string what)
    {
        Start();
        string[] lines = Lines();
        byte[] characters = _rig.Depot.Board.Display.CharacterRam.ToArray();

        Disturb(what);
        _rig.Run(DisplayMs);
        string[] healed = Lines();
        _rig.Type("471");

        Assert.Equal(lines, healed);
        Assert.Equal(characters[..24], _rig.Depot.Board.Display.CharacterRam.ToArray()[..24]);
        Assert.Equal("···", _rig.Line(1));
        Assert.Equal(1, _rig.Depot.Boots);
        Assert.Equal(0, _rig.Depot.Board.Display.LostWrites);
    }

    [Fact]
    public void A_person_at_the_keys_does_not_wait_for_a_disturbed_display()
    {
        Start();
        _rig.Run(11_000);
        Disturb("nibble 4");

        _rig.Type("4");
        _rig.Run(300);

        Assert.Equal("·", _rig.Line(1));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    [InlineData(0x0A)]
    public void A_latch_before_the_display_that_was_changed_is_told(int value)
    {
        Start();
        string[] lines = Lines();

        _rig.Depot.Board.DisplayBus.TryTransfer(Display, [(byte)value], 0, 1, null, 0, 0);
        _rig.Run(LatchMs);

        Assert.Equal(lines, Lines());
        Assert.True(_rig.Depot.Board.DisplayExpander.IsLit);
        AssertTold(DepotPart.Display);
    }

    [Fact]
    public void Nothing_is_seen_of_it_when_everything_is_written_anew()
    {
        Start();
        string[] lines = Lines();
        long transfers = _rig.Depot.Board.DisplayI2c.Transfers;

        for (int i = 0; i < 7_000; i++)
        {
            _rig.Run(10);
            Assert.Equal(lines, Lines());
            Assert.True(_rig.Depot.Board.Display.IsOn);
        }

        // Two refreshes in 70 s, of a nibble, a function, three characters and a dozen pieces of text.
        Assert.InRange(_rig.Depot.Board.DisplayI2c.Transfers - transfers, 2 * 17, 120);
        Assert.Equal(0, _rig.Depot.Board.Display.LostWrites);
    }

    [Fact]
    public void Light_and_buzzer_that_were_switched_are_switched_back()
    {
        Start();

        _rig.Depot.Board.Pins.SetBuzzer(true);
        _rig.Depot.Board.Pins.SetLed(LedColor.Red);
        _rig.Run(PinsMs);

        Assert.False(_rig.Depot.Board.BuzzerSounds);
        Assert.Equal(LedColor.Off, _rig.Depot.Board.Led);
    }

    private void Start()
    {
        _rig.PowerUp();
        _rig.Run(5_000);
    }

    private void Disturb(string what)
    {
        Action act = what switch
        {
            "cleared" => () => Command(0x01),
            "home" => () => Command(0x14, 0x14, 0x02),
            "counts down" => () => Command(0x04),
            "switched off" => () => Command(0x08),
            "shifted" => () => Command(0x18, 0x18, 0x18),
            "one line" => () => Command(0x20),
            "eight bits" => () => Command(0x30),
            "characters" => () => Data(0x40, Enumerable.Repeat(0x15, 64)),
            "text" => () => Data(0x80, Enumerable.Repeat((int)'x', 80)),
            "power" => _rig.Depot.Board.Display.PowerUp,
            _ => () => Nibble(int.Parse(what.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture),
                what.StartsWith("data", StringComparison.Ordinal))
        };
        act();
        _rig.Run(10);
    }

    private void Data(int address, IEnumerable<int> bytes)
    {
        Command(address);
        foreach (int value in bytes)
        {
            Nibble(value >> 4, true);
            Nibble(value & 15, true);
        }
    }

    private void Command(params int[] bytes)
    {
        foreach (int value in bytes)
        {
            Nibble(value >> 4, false);
            Nibble(value & 15, false);
        }
    }

    // A glitch on E: the latch holds afterwards what it held before, so nothing shows in reading it back.
    private void Nibble(int nibble, bool isData)
    {
        VirtualBoard board = _rig.Depot.Board;
        byte latch = board.DisplayExpander.Read();
        byte pins = (byte)(nibble << 4 | 8 | (isData ? 1 : 0));
        board.DisplayBus.TryTransfer(Display, [pins, (byte)(pins | 4), pins, latch], 0, 4, null, 0, 0);
    }

    private void Write(int chip, int register, params int[] values)
    {
        byte[] frame = [(byte)register, .. values.Select(value => (byte)value)];
        Assert.True(_rig.Depot.Board.MainBus.TryTransfer(chip, frame, 0, frame.Length, null, 0, 0));
    }

    private byte[] Read(int chip, int register, int count)
    {
        byte[] found = new byte[count];
        // The registers of an expander come in pairs (PCA9555, §6.2.1), those of the others in a row.
        int step = chip is >= Expander and < Expander + 8 ? 2 : count;
        for (int at = 0; at < count; at += step)
            Assert.True(_rig.Depot.Board.MainBus.TryTransfer(chip, [(byte)(register + at)], 0, 1, found, at, step));
        return found;
    }

    private string[] Lines() => [.. Enumerable.Range(0, 4).Select(_rig.Line)];

    private void AssertTold(DepotPart part) => Assert.Equal(
        [EventKind.PartFailed, EventKind.PartRecovered],
        _rig.Journal().Where(e => e.Kind is EventKind.PartFailed or EventKind.PartRecovered)
            .Where(e => e.Details[0] == (long)part).Select(e => e.Kind));
}
