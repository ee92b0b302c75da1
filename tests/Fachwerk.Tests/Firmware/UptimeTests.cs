using Fachwerk.Firmware;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>The runtime's counter of milliseconds begins anew after 497 days, and nobody notices.</summary>
public sealed class UptimeTests : IDisposable
{
    // 2³² steps of 10 ms.
    private const long PeriodMs = 42_949_672_960;

    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Begins_with_nothing_wherever_the_counter_stands()
    {
        Uptime uptime = new();

        Assert.Equal(0, uptime.Read(123_450));
        Assert.Equal(20, uptime.Read(123_470));
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void Goes_on_when_the_counter_begins_anew_again_and_again()
    {
        Uptime uptime = new();
        uptime.Read(10);

        for (long period = 1; period <= 3; period++)
        {
            Assert.Equal(period * PeriodMs - 10, uptime.Read(0));
            Assert.Equal((period + 1) * PeriodMs - 20, uptime.Read(PeriodMs - 10));
        }
    }

    [Theory]
    [InlineData(0, 20, 20)]
    [InlineData(PeriodMs - 1_000, 20, 20)]
    [InlineData(PeriodMs - 40, 20, 10)]
    [InlineData(PeriodMs - 30, 20, 0)]
    [InlineData(PeriodMs - 10, 20, 0)]
    public void No_sleep_reaches_to_the_beginning_of_the_counter(long counterMs, int waitMs, int expectedMs) =>
        Assert.Equal(expectedMs, Uptime.SleepMs(counterMs, waitMs));

    [Theory]
    [InlineData(4_000)]
    [InlineData(4_007)]
    [InlineData(11_990)]
    [Trait("Promise", "D-11")]
    [Trait("Promise", "D-12")]
    public void Keypad_doors_display_and_link_work_on_when_the_counter_begins_anew(int afterMs)
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Depot.CounterStartMs = PeriodMs - afterMs;
        _rig.PowerUp(15_000);

        _rig.Type(Digits + "#");
        string accepted = _rig.Line(0);
        _rig.Run(1_000);
        _rig.Push(7);
        string closed = _rig.Line(0);
        _rig.Run(130_000);

        Assert.Equal(1, _rig.Depot.CounterWraps);
        Assert.Equal(0, _rig.Depot.WatchdogResets);
        Assert.Equal("Fach 7 öffnet", accepted);
        Assert.Equal("Wieder öffnen:", closed);
        Assert.Equal("Code, dann # drücken", _rig.Line(0));
        Assert.Contains(_rig.Gateway.Events, e => e.Kind == EventKind.DoorClosed);
    }

    [Fact]
    [Trait("Promise", "D-14")]
    public void A_depot_at_rest_is_awake_when_the_counter_begins_anew()
    {
        _rig.Depot.CounterStartMs = PeriodMs - 4_000;
        _rig.PowerUp(3_000);

        // Nothing wakes it in between.
        _rig.Depot.RunUntil(_rig.NowMs + 30_000);

        Assert.Equal(1, _rig.Depot.CounterWraps);
        Assert.Equal(0, _rig.Depot.WatchdogResets);
    }
}
