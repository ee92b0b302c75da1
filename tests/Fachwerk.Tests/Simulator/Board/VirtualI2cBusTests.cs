using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Simulator.Board;

// NXP UM10204, I²C-bus specification and user manual.
public sealed class VirtualI2cBusTests
{
    private readonly BoardClock _clock = new();
    private readonly FramArray _cells = new();
    private readonly Mb85Rc512T _chip;
    private readonly VirtualI2cBus _bus;

    public VirtualI2cBusTests()
    {
        _chip = new Mb85Rc512T(_cells);
        _bus = new VirtualI2cBus(_clock, new IoMeter(), 400);
        _bus.Attach(0x50, _chip);
        _bus.Attach(0x51, new Mb85Rc512T(new FramArray()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void A_chip_that_holds_the_line_lets_go_within_nine_pulses(int pulses)
    {
        // Section 3.1.16.
        _chip.HeldPulses = pulses;
        bool whileHeld = Write(0x51);

        _bus.Recover();

        Assert.False(whileHeld);
        Assert.False(_bus.IsHeld);
        Assert.True(Write(0x50) && Write(0x51));
    }

    [Fact]
    public void A_broken_chip_holds_the_line_for_all_whatever_is_clocked()
    {
        _chip.HeldPulses = int.MaxValue;

        _bus.Recover();

        Assert.False(Write(0x51));
        _chip.IsPresent = false;
        Assert.True(Write(0x51));
    }

    [Fact]
    public void A_short_is_not_clocked_away()
    {
        _bus.IsStuck = true;

        _bus.Recover();

        Assert.False(Write(0x50));
    }

    [Fact]
    public void A_free_bus_is_not_clocked()
    {
        long before = _clock.NowMicros;

        _bus.Recover();

        Assert.Equal(before, _clock.NowMicros);
    }

    [Fact]
    public void A_transfer_waits_for_a_held_line_as_long_as_it_is_told_and_says_so()
    {
        _bus.IsStuck = true;
        _bus.StallMs = 1_000;

        Assert.False(Write(0x50));

        Assert.Equal(1_000_000, _clock.NowMicros);
        Assert.Equal(1_000, _bus.StalledMs);
    }

    [Fact]
    public void A_chip_that_is_missing_does_not_acknowledge_and_makes_nobody_wait()
    {
        Assert.False(Write(0x52));

        Assert.Equal(0, _bus.StalledMs);
        Assert.InRange(_clock.NowMicros, 1, 100);
    }

    [Fact]
    public void A_chip_with_garbage_acknowledges_keeps_nothing_and_answers_differently_each_time()
    {
        _cells[0x1000] = 0x55;
        _chip.AnswersGarbage = true;

        bool isWritten = _bus.TryTransfer(0x50, [0x10, 0x00, 0xAA], 0, 3, null, 0, 0);
        byte[] first = Read();
        byte[] second = Read();

        Assert.True(isWritten);
        Assert.Equal(0x55, _cells[0x1000]);
        Assert.NotEqual(first, second);
    }

    private bool Write(int address) => _bus.TryTransfer(address, [0x10, 0x00], 0, 2, null, 0, 0);

    private byte[] Read()
    {
        byte[] bytes = new byte[8];
        Assert.True(_bus.TryTransfer(0x50, [0x10, 0x00], 0, 2, bytes, 0, 8));
        return bytes;
    }
}
