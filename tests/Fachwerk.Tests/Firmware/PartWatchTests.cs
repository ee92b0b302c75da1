using Fachwerk.Firmware.Chips;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>What is told of parts that fail and recover, and how a held bus is freed.</summary>
public sealed class PartWatchTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    public static TheoryData<int, DepotPart> Parts() => new()
    {
        { 0x20, DepotPart.FirstExpander }, { 0x21, DepotPart.FirstExpander + 1 }, { 0x40, DepotPart.SupplySensor },
        { 0x50, DepotPart.Journal }, { 0x51, DepotPart.Table }, { 0x68, DepotPart.Clock }, { 0x3F, DepotPart.Display }
    };

    [Theory]
    [MemberData(nameof(Parts))]
    [Trait("Promise", "D-12")]
    public void A_part_that_fails_and_recovers_is_told_once_each_and_shown(int address, DepotPart part)
    {
        _rig.PowerUp();
        _rig.Run(5_000);
        I2cChip chip = ChipAt(address);

        chip.IsPresent = false;
        _rig.Run(10_000);
        int shown = _rig.Depot.Firmware!.Parts.Panel.State.FaultyPart;
        chip.IsPresent = true;
        _rig.Run(10_000);

        Assert.Equal((int)part, shown);
        Assert.Equal(0, _rig.Depot.Firmware.Parts.Panel.State.FaultyPart);
        Assert.Equal([EventKind.PartFailed, EventKind.PartRecovered], Told(part));
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void The_number_of_a_broken_part_is_on_the_display()
    {
        _rig.PowerUp();

        ChipAt(0x21).IsPresent = false;
        _rig.Run(1000);

        Assert.Equal("Störung in Teil 17", _rig.Line(3));
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void A_part_that_comes_and_goes_is_told_at_most_once_a_minute()
    {
        _rig.PowerUp();

        for (int i = 0; i < 30; i++)
        {
            ChipAt(0x21).IsPresent = i % 2 == 0;
            _rig.Run(10_000);
        }

        Assert.InRange(Told(DepotPart.FirstExpander + 1).Count, 8, 11);
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void A_display_that_was_changed_shows_its_lines_again()
    {
        _rig.PowerUp();
        _rig.Run(2000);

        _rig.Depot.Board.Replace(_rig.Depot.Board.DisplayExpander);
        string blank = _rig.Line(0);
        _rig.Run(12_000);

        Assert.Equal("", blank);
        Assert.Equal("Code, dann # drücken", _rig.Line(0));
        Assert.Equal("Enter code, then #", _rig.Line(1));
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x50)]
    [InlineData(0x68)]
    [Trait("Promise", "D-12")]
    public void A_chip_that_was_interrupted_while_it_sent_is_clocked_free_unnoticed(int address)
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();

        ChipAt(address).HeldPulses = 9;
        _rig.Run(1000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
        Assert.DoesNotContain(EventKind.PartFailed, _rig.Kinds());
        Assert.Equal(1, _rig.Depot.Board.MainI2c.Recoveries);
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void A_chip_that_was_away_does_not_take_the_bus_with_it_though_the_data_pin_reads_low()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        _rig.Depot.Board.MainI2c.ReadsLow = true;
        ChipAt(0x68).IsPresent = false;
        _rig.Run(6_000);
        ChipAt(0x68).IsPresent = true;
        long before = _rig.Depot.Board.MainI2c.Transfers;

        _rig.Run(60_000);

        Assert.InRange(_rig.Depot.Board.MainI2c.Transfers - before, 10_000, int.MaxValue);
        Assert.Equal(0, _rig.Depot.Board.MainI2c.Recoveries);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);
        Assert.True(_rig.IsOpen(7));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(9, false)]
    [InlineData(9, true)]
    [Trait("Promise", "D-12")]
    public void A_held_line_is_freed_as_often_as_it_is_held(int pulses, bool readsLow)
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        _rig.Depot.Board.MainI2c.ReadsLow = readsLow;

        for (int times = 0; times < 20; times++)
        {
            ChipAt(0x50).HeldPulses = pulses;
            _rig.Run(2_000);
            Assert.False(_rig.Depot.Board.MainI2c.IsHeld);
        }

        Assert.Equal(20, _rig.Depot.Board.MainI2c.Recoveries);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);
        Assert.True(_rig.IsOpen(7));
    }

    [Fact]
    [Trait("Promise", "D-12")]
    [Trait("Promise", "D-14")]
    public void Buses_that_block_for_a_second_let_the_watchdog_be_fed_and_work_once_they_are_mended()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        Block(true);
        _rig.PowerUp(0);
        long longest = _rig.LongestTickMs(120_000);
        long stalled = _rig.Depot.Board.MainI2c.StalledMicros + _rig.Depot.Board.DisplayI2c.StalledMicros;

        Block(false);
        _rig.Run(75_000);
        _rig.Type(Digits + "#");
        _rig.Run(1_000);

        // One wait of a second in a tick, and what else it does; at first often, then twice in half a minute.
        Assert.InRange(longest, 1_000, 1_100);
        Assert.InRange(stalled, 4_000_000, 20_000_000);
        Assert.Equal(0, _rig.Depot.WatchdogResets);
        Assert.True(_rig.IsOpen(7));
        Assert.Equal("Fach 7 öffnet", _rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-12")]
    [Trait("Promise", "D-14")]
    public void A_controller_that_was_reset_while_a_chip_sent_frees_the_bus_and_switches_everything_off()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Depot.Board.FramA.HeldPulses = 5;
        ChipAt(0x20).Write(2);
        ChipAt(0x20).Write(0xFF);

        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
        Assert.Equal(1, _rig.Depot.Board.SolenoidsTogetherMax);
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void While_a_bus_is_held_it_is_tried_once_a_second_only()
    {
        _rig.PowerUp();
        _rig.Depot.Board.MainI2c.IsStuck = true;
        _rig.Run(1000);
        long before = _rig.Depot.Board.MainI2c.Transfers;
        int recoveries = _rig.Depot.Board.MainI2c.Recoveries;

        _rig.Run(10_000);

        Assert.InRange(_rig.Depot.Board.MainI2c.Transfers - before, 0, 10);
        Assert.InRange(_rig.Depot.Board.MainI2c.Recoveries - recoveries, 9, 11);
    }

    [Fact]
    [Trait("Promise", "D-11")]
    [Trait("Promise", "D-12")]
    public void Without_the_clock_chip_the_time_comes_from_the_gateway_and_a_new_chip_is_set()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Depot.Board.RealTimeClock.IsPresent = false;
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        string before = _rig.Line(0);
        _rig.Gateway.Time = new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds();
        _rig.Run(61_000);

        _rig.Type(Digits + "#");
        _rig.Run(1000);
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.Depot.Board.Replace(_rig.Depot.Board.RealTimeClock);
        _rig.Run(10_000);

        Assert.Equal("Uhrzeit unbekannt", before);
        Assert.True(_rig.IsOpen(7));
        Assert.False(_rig.Depot.Board.RealTimeClock.OscillatorStopped);
        Assert.InRange((_rig.Depot.Board.RealTimeClock.Now - DepotRig.Noon).TotalSeconds, 0, 90);
        Assert.Equal([EventKind.PartFailed, EventKind.PartRecovered], Told(DepotPart.Clock));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void With_a_memory_that_answers_nonsense_nothing_is_opened_once_that_is_known()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        ChipAt(Fram.FirstAddress).AnswersGarbage = true;
        _rig.Run(4000);

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.False(_rig.IsOpen(7));
        Assert.Equal(0, _rig.Pulses(7));
    }

    private void Block(bool isBlocked)
    {
        foreach (VirtualI2cBus bus in (VirtualI2cBus[])[_rig.Depot.Board.MainI2c, _rig.Depot.Board.DisplayI2c])
        {
            bus.IsStuck = isBlocked;
            bus.StallMs = 1_000;
        }
    }

    private I2cChip ChipAt(int address) =>
        _rig.Depot.Board.MainI2c.ChipAt(address) ?? _rig.Depot.Board.DisplayI2c.ChipAt(address)!;

    private List<EventKind> Told(DepotPart part) =>
        [.. _rig.Journal()
            .Where(e => e.Kind is EventKind.PartFailed or EventKind.PartRecovered && e.Details[0] == (long)part)
            .Select(e => e.Kind)];
}
