using System.Device.Gpio;
using Fachwerk.Bench;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Keypad;
using Xunit;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>What the bench does to each line.</summary>
[Trait("Promise", "F-05")]
public sealed class GpioPinsTests : IDisposable
{
    private readonly BenchRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(-1, new int[0])]
    [InlineData(0, new[] { 5 })]
    [InlineData(3, new[] { 19 })]
    [InlineData(KeypadScanner.EveryRow, new[] { 5, 6, 13, 19 })]
    public void Drives_the_rows_asked_for_low_and_lets_the_others_float(int row, int[] driven)
    {
        _rig.Board.Pins.SelectKeypadRow(KeypadScanner.EveryRow);
        _rig.Board.Pins.SelectKeypadRow(2);

        _rig.Board.Pins.SelectKeypadRow(row);

        Assert.Equal(driven, _rig.Lines.DrivenRows);
        Assert.All(new BenchSettings().Rows!.Select(place => place.Line).Except(driven), line =>
            Assert.Equal(PinMode.InputPullUp, _rig.Lines.ModeOf(line)));
        Assert.Equal(0, _rig.Lines.RowsDrivenHigh);
    }

    [Theory]
    [InlineData('1', 0, 0b001)]
    [InlineData('6', 1, 0b100)]
    [InlineData('0', 3, 0b010)]
    public void Reads_the_column_of_a_pressed_key(char key, int row, int columns)
    {
        _rig.Virtual.Keypad.Press(key);
        _rig.Virtual.Advance(_rig.Virtual.Clock.NowMs + 10);

        _rig.Board.Pins.SelectKeypadRow(row);

        Assert.Equal(columns, _rig.Board.Pins.ReadKeypadColumns());
    }

    [Fact]
    public void Gives_the_supply_one_edge_a_trigger_and_leaves_it_low()
    {
        _rig.Board.Pins.TriggerSolenoidSupply();
        bool isOn = _rig.Virtual.SolenoidSupply.IsOn;
        _rig.Virtual.Advance(_rig.Virtual.Clock.NowMs + 1_000);

        Assert.True(isOn);
        Assert.False(_rig.Virtual.SolenoidSupply.IsOn);
        Assert.Equal(PinMode.Output, _rig.Lines.ModeOf(17));
    }

    [Fact]
    public void Feeds_the_watchdog_with_every_edge()
    {
        _rig.Virtual.Advance(_rig.Virtual.Clock.NowMs + 1_500);
        _rig.Board.Pins.FeedWatchdog();
        _rig.Virtual.Advance(_rig.Virtual.Clock.NowMs + 1_500);
        _rig.Board.Pins.FeedWatchdog();
        _rig.Virtual.Advance(_rig.Virtual.Clock.NowMs + 1_500);

        Assert.False(_rig.Virtual.WatchdogRanOut);
    }

    [Theory]
    [InlineData(LedColor.Red)]
    [InlineData(LedColor.Green)]
    [InlineData(LedColor.Yellow)]
    [InlineData(LedColor.Off)]
    public void Lights_the_colour(LedColor color)
    {
        _rig.Board.Pins.SetLed(color);

        Assert.Equal(color, _rig.Virtual.Led);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reads_mains_and_tamper(bool isGood)
    {
        _rig.Virtual.MainsGood = isGood;
        _rig.Virtual.TamperClosed = isGood;

        Assert.Equal(isGood, _rig.Board.Pins.MainsGood);
        Assert.Equal(isGood, _rig.Board.Pins.TamperClosed);
    }

    [Fact]
    public void Does_without_the_parts_that_have_no_line()
    {
        BenchSettings bare = new()
        {
            Rows = null, Columns = [], Led = [], Watchdog = null, Buzzer = null, Mains = null, Tamper = null
        };
        using BenchRig rig = new(bare);
        rig.Virtual.MainsGood = false;
        rig.Run(3_000);

        Assert.True(rig.Controller.Controller!.IsWorking);
        Assert.True(rig.Board.Pins.MainsGood);
        Assert.True(rig.Board.Pins.TamperClosed);
        Assert.Equal([17], rig.Lines.Open);
    }

    [Fact]
    public void Says_which_line_cannot_be_had()
    {
        BoardLines lines = new(_rig.Virtual) { Taken = 18 };

        BenchException refused = Assert.Throws<BenchException>(
            () => new GpioPins(new BenchSettings(), _ => new GpioController(lines)));

        Assert.Equal(
            "\"buzzer\", line 18 of /dev/gpiochip0, cannot be had: Device or resource busy. "
                + "gpioinfo tells who has it.",
            refused.Message);
        Assert.Empty(lines.Open);
    }

    [Fact]
    public void Takes_a_line_from_the_chip_that_it_names()
    {
        List<int> chips = [];
        BenchSettings settings = new() { Chip = 4, Buzzer = new PinPlace(2, 3) };

        using GpioPins pins = new(settings, number =>
        {
            chips.Add(number);
            return new GpioController(new BoardLines(_rig.Virtual));
        });

        Assert.Equal([4, 2], chips);
    }
}
