using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware.Chips;

/// <summary>When a bus is clocked free, when it is left alone, and for how long.</summary>
public class GuardedBusTests
{
    private readonly ScriptedBus _lines = new();
    private readonly ScriptedBus _otherLines = new();
    private readonly BusPatience _patience = new();
    private readonly GuardedBus _bus;
    private readonly GuardedBus _other;

    public GuardedBusTests()
    {
        _bus = new GuardedBus(_lines, _patience);
        _other = new GuardedBus(_otherLines, _patience);
    }

    [Fact]
    public void A_chip_that_does_not_acknowledge_is_no_matter_of_the_bus()
    {
        _lines.Acknowledges = false;

        for (int ms = 0; ms < 60_000; ms += 10)
            Assert.False(Transfer(ms));

        Assert.Equal(6_000, _lines.Transfers);
        Assert.Equal(0, _lines.Recoveries);
        Assert.False(_bus.IsHeld);
    }

    [Fact]
    public void A_short_wait_is_mended_and_the_transfer_repeated_in_the_same_tick()
    {
        _lines.StallNext(5);

        Assert.True(Transfer(0));

        Assert.Equal(1, _lines.Recoveries);
        Assert.Equal(2, _lines.Transfers);
    }

    [Fact]
    public void After_a_long_wait_nothing_more_is_transferred_in_that_tick_on_either_bus()
    {
        _lines.StallNext(1_000);

        Assert.False(Transfer(0));
        Assert.False(_bus.TryTransfer(0x50, [0], 0, 1, null, 0, 0));
        Assert.False(_other.TryTransfer(0x3F, [0], 0, 1, null, 0, 0));

        Assert.Equal(1, _lines.Transfers);
        Assert.Equal(0, _otherLines.Transfers);
        _patience.Begin();
        Assert.True(_other.TryTransfer(0x3F, [0], 0, 1, null, 0, 0));
    }

    [Fact]
    public void Short_waits_add_up_to_a_long_one()
    {
        _lines.StallMs = 30;
        _otherLines.StallMs = 30;

        Assert.False(Transfer(0));
        Assert.False(_other.TryTransfer(0x3F, [0], 0, 1, null, 0, 0));

        Assert.Equal(2, _lines.Transfers);
        Assert.Equal(0, _otherLines.Transfers);
    }

    [Fact]
    public void A_line_that_is_held_is_tried_once_a_second()
    {
        _lines.StallMs = 1;

        for (int ms = 0; ms < 60_000; ms += 10)
            Assert.False(Transfer(ms));

        Assert.InRange(_lines.Recoveries, 58, 60);
        Assert.InRange(_lines.Transfers, 58, 61);
    }

    [Fact]
    public void A_line_that_makes_every_try_wait_long_is_tried_ever_more_rarely_and_never_given_up()
    {
        _lines.StallMs = 1_000;
        List<int> tried = [];

        for (int ms = 0; ms < 200_000; ms += 10)
        {
            int before = _lines.Transfers;
            Assert.False(Transfer(ms));
            if (_lines.Transfers > before)
                tried.Add(ms);
        }

        // A second of waiting each, then 2, 4, 8, 16, 30, 30 … seconds.
        Assert.Equal([0, 3_000, 8_000, 17_000, 34_000, 65_000, 96_000, 127_000, 158_000, 189_000], tried);
        _lines.StallMs = 0;
        Assert.True(Transfer(220_000));
        Assert.True(Transfer(220_010));
    }

    [Fact]
    public void After_a_success_the_next_long_wait_is_followed_by_a_short_pause_again()
    {
        _lines.StallMs = 1_000;
        for (int ms = 0; ms < 40_000; ms += 10)
            Transfer(ms);
        _lines.StallMs = 0;
        Assert.True(Transfer(70_000));
        _lines.StallNext(1_000);

        Assert.False(Transfer(71_000));

        Assert.False(Transfer(73_990));
        Assert.True(Transfer(74_000));
    }

    [Fact]
    public void A_bus_that_was_freed_is_not_freed_again_within_a_second()
    {
        _lines.StallNext(5);
        Assert.True(Transfer(0));
        _lines.StallNext(5);

        Assert.False(Transfer(990));
        Assert.Equal(1, _lines.Recoveries);

        Assert.False(Transfer(1_980));
        Assert.True(Transfer(1_990));
        Assert.Equal(2, _lines.Recoveries);
    }

    [Fact]
    public void A_wait_is_long_from_fifty_milliseconds_on()
    {
        _lines.StallNext(49);
        Assert.True(Transfer(0));

        _lines.StallNext(50);
        Assert.False(Transfer(10_000));
        Assert.False(_other.TryTransfer(0x3F, [0], 0, 1, null, 0, 0));
        // 50 ms, then two seconds.
        Assert.False(Transfer(12_040));
        Assert.True(Transfer(12_050));
    }

    [Fact]
    public void A_tick_knows_the_bytes_that_went_over_the_bus_addresses_and_failures_counted()
    {
        Transfer(0);
        Assert.Equal(2 + 1, _bus.TickBytes);

        _lines.Acknowledges = false;
        _bus.TryTransfer(0x50, [0, 0, 0], 0, 3, new byte[5], 0, 5);
        Assert.Equal(2 + 1 + 2 + 3 + 5, _bus.TickBytes);

        _bus.Tick(10);
        Assert.Equal(0, _bus.TickBytes);
    }

    private bool Transfer(long nowMs)
    {
        _patience.Begin();
        _bus.Tick(nowMs);
        _other.Tick(nowMs);
        return _bus.TryTransfer(0x20, [0], 0, 1, null, 0, 0);
    }

    /// <summary>A bus that waits, or is not acknowledged, as it is told.</summary>
    private sealed class ScriptedBus : II2cBus
    {
        private int _next;

        public bool Acknowledges { get; set; } = true;

        public int StallMs { get; set; }

        public int Transfers { get; private set; }

        public int Recoveries { get; private set; }

        public int StalledMs { get; private set; }

        public void StallNext(int milliseconds) => _next = milliseconds;

        public void Recover() => Recoveries++;

        public bool TryTransfer(
            int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
        {
            Transfers++;
            StalledMs = Math.Max(StallMs, _next);
            _next = 0;
            return StalledMs == 0 && Acknowledges;
        }
    }
}
