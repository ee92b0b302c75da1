using Fachwerk.DeviceRuntime;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Simulator.Runtime;

/// <summary>The edge's bus, as it is compiled for the device, on pins that fail as the device's do.</summary>
public class DeviceBusTests
{
    private readonly BoardClock _clock = new();
    private readonly IoMeter _meter = new();
    private readonly Mb85Rc512T _chip = new(new FramArray());
    private readonly VirtualI2cBus _wires;
    private readonly DeviceBus _bus;

    public DeviceBusTests()
    {
        _wires = new VirtualI2cBus(_clock, _meter, 400);
        _wires.Attach(0x50, _chip);
        _bus = new DeviceBus(_wires);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [Trait("Promise", "D-12")]
    public void Clocks_a_chip_free_that_holds_the_line(int pulses)
    {
        _chip.HeldPulses = pulses;
        bool whileHeld = Write(0x50);

        _bus.Recover();

        Assert.False(whileHeld);
        Assert.True(Write(0x50));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Promise", "D-12")]
    public void Gives_the_pins_back_each_time_whatever_they_read(bool readsLow)
    {
        _wires.ReadsLow = readsLow;

        for (int times = 0; times < 100; times++)
        {
            _bus.Recover();
            Assert.True(Write(0x50));
        }

        Assert.Equal(100, _wires.Recoveries);
    }

    [Fact]
    public void Leaves_both_lines_alone_afterwards()
    {
        _chip.HeldPulses = int.MaxValue;

        _bus.Recover();
        _chip.HeldPulses = 0;

        Assert.True(_wires.IsDataHigh);
        Assert.True(_wires.IsClockHigh);
    }

    [Fact]
    public void Tells_a_missing_chip_from_a_line_that_does_not_move()
    {
        bool missing = Write(0x51);
        int waitedForChip = _bus.StalledMs;
        _wires.IsStuck = true;
        _wires.StallMs = 700;
        bool held = Write(0x50);
        int waitedForLine = _bus.StalledMs;
        _wires.IsStuck = false;

        Assert.False(missing || held);
        Assert.Equal(0, waitedForChip);
        Assert.Equal(700, waitedForLine);
        Assert.True(Write(0x50));
        Assert.Equal(0, _bus.StalledMs);
    }

    [Fact]
    public void A_wait_too_short_for_the_clock_counts_as_one_millisecond()
    {
        _clock.TransfersAreFree = true;
        _wires.IsStuck = true;

        Assert.False(Write(0x50));

        Assert.Equal(1, _bus.StalledMs);
    }

    [Fact]
    public void Reads_and_writes_parts_of_arrays()
    {
        byte[] read = [1, 2, 3, 4, 5];
        byte[] next = new byte[2];

        Assert.True(_bus.TryTransfer(0x50, [9, 0x10, 0x00, 0xAA, 0xBB], 1, 4, null, 0, 0));
        Assert.True(_bus.TryTransfer(0x50, [9, 9, 0x10, 0x00], 2, 2, read, 3, 1));
        Assert.True(_bus.TryTransfer(0x50, [], 0, 0, next, 1, 1));

        Assert.Equal([1, 2, 3, 0xAA, 5], read);
        Assert.Equal([0, 0xBB], next);
    }

    [Fact]
    public void A_power_cut_in_the_midst_ends_the_program()
    {
        _meter.CutAfter(1);
        Assert.Throws<PowerCutException>(() => Write(0x50));
        _meter.CutAfter(0);

        Assert.Throws<PowerCutException>(_bus.Recover);
        Assert.True(Write(0x50));
    }

    private bool Write(int address) => _bus.TryTransfer(address, [0x10, 0x00], 0, 2, null, 0, 0);
}
