using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Parts;
using Xunit;

namespace Fachwerk.Tests.Simulator.Board;

public sealed class VirtualBoardTests : IDisposable
{
    private readonly SoftwareCryptoChip _crypto = new();
    private readonly VirtualBoard _board;

    public VirtualBoardTests()
    {
        _board = new VirtualBoard(16, new FramArray(), new FramArray(), new NoNetwork(), _crypto);
        _board.PowerUp();
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Gives_a_latched_output_no_more_than_one_trigger_of_current()
    {
        DriveSolenoid(compartment: 3);
        _board.Pins.TriggerSolenoidSupply();

        _board.Advance(10_000);

        Assert.Equal(1, _board.Solenoids[2].Pulses);
        Assert.InRange(_board.Solenoids[2].LongestPulseMs, 790, SolenoidSupply.OnMs);
        Assert.False(_board.Solenoids[2].IsEnergized);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Gives_no_current_without_a_trigger()
    {
        DriveSolenoid(compartment: 3);

        _board.Advance(1_000);

        Assert.Equal(0, _board.Solenoids[2].Pulses);
        Assert.False(_board.Doors[2].IsOpen);
    }

    [Fact]
    public void Lets_a_pulsed_door_spring_open_and_stay_open()
    {
        Pulse(compartment: 3);

        _board.Advance(5_000);

        Assert.True(_board.Doors[2].IsOpen);
        Assert.Equal(0b0000_0100, ReadSwitches(expander: 0));
    }

    [Fact]
    public void Keeps_a_jammed_door_shut_however_often_it_is_pulsed()
    {
        _board.Doors[2].Jam();

        Pulse(compartment: 3);
        _board.Advance(1_000);
        Pulse(compartment: 3);
        _board.Advance(2_000);

        Assert.False(_board.Doors[2].IsOpen);
    }

    [Fact]
    public void Tells_beforehand_when_a_door_switch_will_change()
    {
        Pulse(compartment: 3);
        byte before = ReadSwitches(expander: 0);
        int changes = 0;

        while (changes < 100 && _board.NextInputChangeMs is long next && next != long.MaxValue)
        {
            _board.Advance(next - 1);
            byte justBefore = ReadSwitches(expander: 0);
            Assert.Equal(before, justBefore);
            _board.Advance(next);
            before = ReadSwitches(expander: 0);
            changes++;
        }

        Assert.InRange(changes, 3, 99);
        Assert.True(_board.Doors[2].IsOpen);
    }

    [Fact]
    [Trait("Promise", "D-14")]
    public void Resets_by_watchdog_after_two_seconds_without_a_feed()
    {
        _board.Advance(VirtualBoard.WatchdogMs - 1);
        bool early = _board.WatchdogRanOut;
        _board.Pins.FeedWatchdog();
        _board.Advance(2 * VirtualBoard.WatchdogMs - 2);
        bool afterFeed = _board.WatchdogRanOut;

        _board.Advance(2 * VirtualBoard.WatchdogMs);

        Assert.False(early);
        Assert.False(afterFeed);
        Assert.True(_board.WatchdogRanOut);
    }

    [Fact]
    public void Cuts_the_current_when_the_controller_is_reset()
    {
        Pulse(compartment: 3);
        _board.Advance(100);

        _board.ResetController(byItself: false);

        Assert.False(_board.Solenoids[2].IsEnergized);
    }

    [Theory]
    [InlineData(25, double.PositiveInfinity, 1)]
    [InlineData(25, 100_000, 1)]
    [InlineData(25, 4_700, 0)]
    [InlineData(18, double.PositiveInfinity, 1)]
    [InlineData(4, double.PositiveInfinity, 0)]
    [InlineData(4, 4_700, 0)]
    [Trait("Promise", "D-05")]
    [Trait("Promise", "D-14")]
    public void A_trigger_that_is_not_low_at_reset_pulses_what_an_expander_has_latched(
        int gpio, double pullDownOhms, int pulses)
    {
        DriveSolenoid(compartment: 3);
        _board.TriggerGpio = gpio;
        _board.TriggerPullDownOhms = pullDownOhms;

        _board.ResetController(byItself: false);
        _board.Advance(1_000);

        Assert.Equal(pulses, _board.Solenoids[2].Pulses);
    }

    [Fact]
    [Trait("Promise", "D-14")]
    public void A_feed_that_comes_too_late_does_not_stop_the_reset()
    {
        _board.Advance(VirtualBoard.WatchdogMs + 10);

        _board.Pins.FeedWatchdog();

        Assert.True(_board.WatchdogRanOut);
    }

    [Fact]
    public void Does_not_acknowledge_chips_that_are_not_there()
    {
        byte[] buffer = [0, 0];

        Assert.False(_board.MainBus.TryTransfer(0x22, buffer, 0, 1, null, 0, 0));
        Assert.True(_board.MainBus.TryTransfer(0x21, buffer, 0, 1, null, 0, 0));
        _board.MainI2c.IsStuck = true;
        Assert.False(_board.MainBus.TryTransfer(0x21, buffer, 0, 1, null, 0, 0));
    }

    [Fact]
    public void Takes_bus_time_by_the_byte()
    {
        long before = _board.Clock.NowMicros;

        _board.MainBus.TryTransfer(0x50, new byte[102], 0, 102, null, 0, 0);

        // 103 bytes of 9 bits at 400 kHz.
        Assert.InRange(_board.Clock.NowMicros - before, 2_300, 2_900);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void Tears_a_write_at_any_byte_when_the_power_goes()
    {
        for (int cut = 0; cut <= 6; cut++)
        {
            VirtualBoard torn = new(8, new FramArray(), new FramArray(), new NoNetwork(), _crypto);
            torn.PowerUp();
            torn.Io.CutAfter(cut);

            Assert.Throws<PowerCutException>(() => torn.MainBus.TryTransfer(
                0x50, [0x10, 0x00, 1, 2, 3, 4], 0, 6, null, 0, 0));

            // One operation to begin, two for the address.
            for (int index = 0; index < 4; index++)
                Assert.Equal(cut - 3 > index ? index + 1 : 0, torn.FramA.Memory[0x1000 + index]);
        }
    }

    [Fact]
    public void Measures_the_current_of_a_coil()
    {
        Pulse(compartment: 1);
        _board.Advance(100);
        byte[] bytes = new byte[2];

        _board.MainBus.TryTransfer(0x40, [1], 0, 1, bytes, 0, 2);

        // 2 A through 0.1 Ω, 10 µV a step.
        Assert.InRange(bytes[0] << 8 | bytes[1], 19_900, 20_000);
    }

    [Fact]
    public void Counts_solenoids_that_have_current_together()
    {
        _board.MainBus.TryTransfer(0x20, [2, 0b0000_0011], 0, 2, null, 0, 0);
        _board.MainBus.TryTransfer(0x20, [6, 0x00], 0, 2, null, 0, 0);
        _board.Pins.TriggerSolenoidSupply();

        Assert.Equal(2, _board.SolenoidsTogetherMax);
    }

    public void Dispose() => _crypto.Dispose();

    private void Pulse(int compartment)
    {
        DriveSolenoid(compartment);
        _board.Pins.TriggerSolenoidSupply();
    }

    private void DriveSolenoid(int compartment)
    {
        byte[] latch = [2, (byte)(1 << (compartment - 1))];
        Assert.True(_board.MainBus.TryTransfer(0x20, latch, 0, 2, null, 0, 0));
        Assert.True(_board.MainBus.TryTransfer(0x20, [6, 0x00], 0, 2, null, 0, 0));
    }

    private byte ReadSwitches(int expander)
    {
        byte[] read = new byte[1];
        _board.MainBus.TryTransfer(0x20 + expander, [1], 0, 1, read, 0, 1);
        return read[0];
    }
}
