using Fachwerk.Firmware.Compartments;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Parts;
using Xunit;

namespace Fachwerk.Tests.Firmware.Compartments;

/// <summary>What a solenoid can meet: one at a time, bounded, with pauses, and outputs that do not let go.</summary>
public sealed class SolenoidTests : IDisposable
{
    private const string Digits = "47110815";

    // A first pulse is 300 ms, a third twice that; a tick may come a little late.
    private const int PulseMaxMs = 600 + 20;

    // FullMs at once and BackMsPerSecond for ever, 24 W and 0.6 K/J, 120 s to cool (HARDWARE.md).
    private const double HeatMaxKelvin = 90;

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Promise", "D-05")]
    public void Whatever_is_asked_no_two_are_on_together_none_too_long_and_none_too_hot(int seed)
    {
        Random random = new(seed);
        _rig.Depot.SetNetwork(false);
        _rig.PowerUp();
        for (int compartment = 1; compartment <= 8; compartment++)
            _rig.Depot.Touch(compartment, DoorAction.Jam);
        double hottest = 0;

        for (int i = 0; i < 2_000; i++)
        {
            int compartment = random.Next(1, 17);
            DoorOpener opener = _rig.Depot.Firmware!.Parts.Opener;
            if (opener.CanOpen(compartment))
                Assert.True(_rig.TryOpen(compartment));
            _rig.Depot.Touch(random.Next(9, 17), DoorAction.Push);
            _rig.Run(random.Next(1, 40) * 10);
            hottest = Math.Max(hottest, _rig.Depot.Board.Solenoids.Max(coil => coil.HeatKelvin));
        }

        Assert.Equal(1, _rig.Depot.Board.SolenoidsTogetherMax);
        Assert.All(_rig.Depot.Board.Solenoids, coil => Assert.InRange(coil.LongestPulseMs, 250, PulseMaxMs));
        Assert.InRange(hottest, HeatMaxKelvin / 3, HeatMaxKelvin);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void A_coil_asked_for_without_end_stays_below_its_heat()
    {
        _rig.Depot.SetNetwork(false);
        _rig.PowerUp();
        _rig.Depot.Touch(3, DoorAction.Jam);
        double hottest = 0;

        for (int second = 0; second < 1_800; second++)
        {
            _rig.TryOpen(3);
            _rig.Run(1000);
            hottest = Math.Max(hottest, _rig.Depot.Board.Solenoids[2].HeatKelvin);
        }

        Assert.InRange(hottest, HeatMaxKelvin / 3, HeatMaxKelvin);
        Assert.True(_rig.Pulses(3) > 100);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void A_bus_that_stands_still_in_each_pulse_heats_no_coil_beyond_its_bounds()
    {
        _rig.Depot.SetNetwork(false);
        _rig.PowerUp();
        _rig.Depot.Touch(3, DoorAction.Jam);
        _rig.Depot.Ticked += StandStill;
        double hottest = 0;

        for (int second = 0; second < 600; second++)
        {
            _rig.TryOpen(3);
            _rig.Run(1000);
            hottest = Math.Max(hottest, _rig.Depot.Board.Solenoids[2].HeatKelvin);
        }

        Assert.InRange(_rig.Depot.Board.Solenoids[2].LongestPulseMs, 790, SolenoidSupply.OnMs);
        Assert.InRange(hottest, HeatMaxKelvin / 3, HeatMaxKelvin);

        // Whatever is transferred next waits for a second, while the coil has current.
        void StandStill()
        {
            if (_rig.Depot.Board.Solenoids[2].IsEnergized)
                _rig.Depot.Board.MainI2c.StallOnce(1_000);
        }
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void There_is_a_pause_after_each_pulse()
    {
        _rig.PowerUp();
        for (int compartment = 1; compartment <= 5; compartment++)
            _rig.TryOpen(compartment);
        List<long> started = [];
        List<long> ended = [];

        bool wasOn = false;
        while (_rig.NowMs < 10_000)
        {
            _rig.Run(10);
            bool isOn = _rig.Depot.Board.Solenoids.Any(coil => coil.IsEnergized);
            (isOn == wasOn ? [] : isOn ? started : ended).Add(_rig.NowMs);
            wasOn = isOn;
        }

        Assert.Equal(5, started.Count);
        Assert.All(started.Skip(1).Zip(ended), pair =>
            Assert.True(pair.First - pair.Second >= SolenoidDriver.RecoveryMs));
    }

    [Fact]
    [Trait("Promise", "D-05")]
    [Trait("Promise", "D-12")]
    public void An_output_that_stays_on_stops_every_pulse_until_it_is_off_and_is_reported()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 12, uses: 1));
        _rig.PowerUp();
        _rig.Run(61_000);
        _rig.Gateway.SendOrder(1, OrderKind.Open, 3, _rig.NowUnix + 30);
        _rig.Run(200);
        Expander(0).StuckHigh = 0b0000_0100;
        _rig.Gateway.SendOrder(2, OrderKind.Open, 11, _rig.NowUnix + 30);
        _rig.Run(30_000);
        int longest = _rig.Depot.Board.Solenoids[2].LongestPulseMs;
        _rig.Type(Digits + "#");
        string refused = _rig.Line(0);
        _rig.Run(1000);
        bool isOpenWhileStuck = _rig.IsOpen(12) || _rig.IsOpen(11);

        Expander(0).StuckHigh = 0;
        _rig.Run(6000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.InRange(longest, 1, SolenoidSupply.OnMs);
        Assert.Equal("Fach gestört", refused);
        Assert.False(isOpenWhileStuck);
        Assert.True(_rig.IsOpen(12));
        Assert.Equal(1, _rig.Depot.Board.SolenoidsTogetherMax);
        Assert.Equal(
            [(1, OrderOutcome.Done), (2, OrderOutcome.Failed)],
            _rig.Journal().Where(e => e.Kind == EventKind.OrderFinished)
                .Select(e => ((int)e.Details[0], (OrderOutcome)e.Details[1])));
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.PartFailed && e.Details[0] == 16);
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.PartRecovered && e.Details[0] == 16);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    [Trait("Promise", "D-12")]
    public void Orders_that_wait_for_an_output_that_stays_on_are_given_up_one_a_tick()
    {
        _rig.PowerUp();
        _rig.Run(61_000);
        uint[] ids = [.. Enumerable.Range(1, 12).Select(id => (uint)id)];
        foreach (uint id in ids)
            _rig.Gateway.SendOrder(id, OrderKind.Open, 2 + (int)id, _rig.NowUnix + 30);
        Expander(0).StuckHigh = 0b0000_0100;
        long began = 0;
        long worst = 0;
        _rig.Depot.Ticking += () => began = _rig.Depot.Board.Clock.NowMicros;
        _rig.Depot.Ticked += () => worst = Math.Max(worst, _rig.Depot.Board.Clock.NowMicros - began);

        _rig.Run(5_000);

        Assert.Equal(ids, _rig.Journal().Where(e => e.Kind == EventKind.OrderFinished).Select(e => (uint)e.Details[0]));
        Assert.Equal(ids.Length - 1, _rig.Journal().Count(e =>
            e.Kind == EventKind.OrderFinished && e.Details[1] == (uint)OrderOutcome.Failed));
        Assert.InRange(worst, 1, 10_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Promise", "D-05")]
    public void An_expander_lost_in_the_middle_of_a_pulse_burns_no_coil(bool holdsBus)
    {
        _rig.PowerUp();
        _rig.TryOpen(3);
        _rig.Run(100);
        Expander(0).IsPresent = holdsBus;
        Expander(0).HeldPulses = holdsBus ? int.MaxValue : 0;

        _rig.Run(10_000);
        bool isBlocked = !_rig.Depot.Firmware!.Parts.Opener.CanOpen(12);
        Expander(0).IsPresent = true;
        Expander(0).HeldPulses = 0;
        _rig.Run(6000);

        Assert.InRange(_rig.Depot.Board.Solenoids[2].LongestPulseMs, 1, SolenoidSupply.OnMs);
        Assert.True(isBlocked);
        Assert.True(_rig.Depot.Firmware.Parts.Opener.CanOpen(12));
        Assert.Equal(1, _rig.Pulses(3));
    }

    [Fact]
    [Trait("Promise", "D-05")]
    [Trait("Promise", "D-14")]
    public void A_loop_that_hangs_in_the_middle_of_a_pulse_is_reset_and_its_coil_is_off_long_before()
    {
        _rig.PowerUp();
        _rig.TryOpen(3);
        _rig.Run(100);
        bool wasOn = _rig.Depot.Board.Solenoids[2].IsEnergized;

        _rig.Depot.Hangs = true;
        _rig.Run(SolenoidSupply.OnMs);
        bool isOff = !_rig.Depot.Board.Solenoids[2].IsEnergized;
        _rig.Run(VirtualBoard.WatchdogMs);
        _rig.Depot.Hangs = false;
        _rig.Run(3000);

        Assert.True(wasOn && isOff);
        Assert.InRange(_rig.Depot.Board.Solenoids[2].LongestPulseMs, 1, SolenoidSupply.OnMs);
        Assert.Equal(1, _rig.Depot.WatchdogResets);
        Assert.Equal(1, _rig.Pulses(3));
        SeenEvent booted = _rig.Journal().Last(e => e.Kind == EventKind.Booted);
        Assert.Equal((2, (int)BootReason.PowerOrWatchdog), ((int)booted.Details[0], (int)(booted.Details[1] >> 28)));
    }

    [Fact]
    [Trait("Promise", "D-14")]
    public void A_watchdog_reset_cuts_the_supply_of_the_solenoids()
    {
        VirtualBoard board = _rig.Depot.Board;
        board.PowerUp();
        board.MainBus.TryTransfer(0x20, [2, 1], 0, 2, null, 0, 0);
        board.MainBus.TryTransfer(0x20, [6, 0], 0, 2, null, 0, 0);
        board.Advance(VirtualBoard.WatchdogMs - 100);
        board.Pins.TriggerSolenoidSupply();
        board.Advance(VirtualBoard.WatchdogMs);

        bool isOnBefore = board.Solenoids[0].IsEnergized;
        board.ResetController(byItself: false);

        Assert.True(board.WatchdogRanOut == false && isOnBefore);
        Assert.False(board.Solenoids[0].IsEnergized);
        Assert.InRange(board.Solenoids[0].LongestPulseMs, 1, 110);
    }

    private Pca9555 Expander(int index) => (Pca9555)_rig.Depot.Board.MainI2c.ChipAt(0x20 + index)!;
}
