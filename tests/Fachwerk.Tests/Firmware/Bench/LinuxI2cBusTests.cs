using Fachwerk.Bench;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Tests.Firmware.OutsideDrivers;
using Xunit;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>What the words of a failed transfer on Linux mean to the firmware.</summary>
[Trait("Promise", "F-05")]
public sealed class LinuxI2cBusTests : IDisposable
{
    private const int Nobody = 0x33;

    private readonly VirtualI2cBus _wires;
    private readonly BoardClock _clock = new();
    private readonly BoardI2cBus _adapter;
    private readonly LinuxI2cBus _bus;
    private int _opened;

    public LinuxI2cBusTests()
    {
        _wires = new VirtualI2cBus(_clock, new IoMeter(), kilohertz: 400);
        _wires.Attach(0x50, new Mb85Rc512T(new FramArray()));
        _adapter = new BoardI2cBus(_wires, _clock);
        _bus = new LinuxI2cBus(Open, new BoardTime(_clock));
    }

    public void Dispose()
    {
        _bus.Dispose();
        _adapter.Dispose();
    }

    // errno.h: ENXIO, EREMOTEIO, EIO, EAGAIN, EBUSY, ENODEV, ETIMEDOUT.
    [Theory]
    [InlineData(6, 0, 0)]
    [InlineData(121, 0, 0)]
    [InlineData(121, 200, 0)]
    [InlineData(5, 0, 0)]
    [InlineData(5, 49, 0)]
    [InlineData(5, 50, 50)]
    [InlineData(11, 0, 1)]
    [InlineData(16, 3, 3)]
    [InlineData(19, 0, 1)]
    [InlineData(110, 1000, 1000)]
    public void Tells_a_chip_that_does_not_acknowledge_from_a_bus_that_stands(int error, int tookMs, int stalledMs)
    {
        _adapter.ErrorInstead = error;
        _adapter.FailureTakesMs = tookMs;

        Assert.False(_bus.TryTransfer(Nobody, [0], 0, 1, null, 0, 0));
        Assert.Equal(stalledMs, _bus.StalledMs);
    }

    [Fact]
    public void Writes_reads_and_does_both_with_parts_of_buffers()
    {
        byte[] read = new byte[4];

        Assert.True(_bus.TryTransfer(0x50, [9, 0, 16, 0xA1, 0xA2, 9], 1, 4, null, 0, 0));
        Assert.True(_bus.TryTransfer(0x50, [0, 16], 0, 2, read, 1, 1));
        Assert.True(_bus.TryTransfer(0x50, [], 0, 0, read, 2, 1));

        Assert.Equal([0, 0xA1, 0xA2, 0], read);
        Assert.Equal(0, _bus.StalledMs);
    }

    [Fact]
    public void Is_no_longer_stalled_once_a_transfer_is_done()
    {
        _wires.StallOnce(30);
        bool isDone = _bus.TryTransfer(0x50, [0, 0], 0, 2, null, 0, 0);
        int stalledMs = _bus.StalledMs;

        Assert.True(_bus.TryTransfer(0x50, [0, 0], 0, 2, null, 0, 0));

        Assert.False(isDone);
        Assert.Equal(30, stalledMs);
        Assert.Equal(0, _bus.StalledMs);
    }

    [Fact]
    public void Is_opened_anew_with_the_transfer_after_a_recovery()
    {
        _bus.Recover();
        int before = _opened;

        Assert.True(_bus.TryTransfer(0x50, [0, 0], 0, 2, null, 0, 0));

        Assert.Equal(1, before);
        Assert.Equal(2, _opened);
    }

    private BoardI2cBus Open()
    {
        _opened++;
        return _adapter;
    }
}
