using Fachwerk.Simulator.Herd;
using Xunit;

namespace Fachwerk.Tests.Simulator.Herd;

/// <summary>A fleet that lost its gateway comes back without a storm: the firmware's code in virtual time.</summary>
[Trait("Promise", "D-09")]
public sealed class HerdTests
{
    private const double PeakMax = 1.5;

    // So few depots need a window of some seconds, lest chance alone makes peaks: 1,750 datagrams, 2.4 % each way.
    private const int Depots = 20_000;
    private const int Window = 5;

    private static readonly HerdPlan FiveMinutes = new() { Depots = Depots, EndMs = 30 * 60_000 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void After_five_minutes_without_a_gateway_no_peak_passes_one_and_a_half_times_steady(int seed)
    {
        HerdCurve curve = new HerdRun(FiveMinutes with { Seed = seed }, AsUsual).Run();

        Assert.InRange(curve.Steady, Depots / 60.0, Depots / 60.0 * 1.1);
        Assert.InRange(curve.PeakAfter(Window), 1.0, PeakMax);
    }

    [Fact]
    public void After_five_minutes_everybody_is_answered_within_the_longest_single_attempt()
    {
        HerdCurve curve = new HerdRun(FiveMinutes, AsUsual).Run();

        Assert.InRange(curve.SecondsUntilAnswered(1)!.Value, 60, 135);
    }

    [Fact]
    public void Without_a_gateway_the_fleet_falls_silent_by_itself()
    {
        HerdCurve curve = new HerdRun(FiveMinutes, AsUsual).Run();
        int back = (int)(FiveMinutes.BackMs / 1000);

        Assert.InRange(curve.Load(back - 60, 60), 0.4, 0.8);
    }

    [Fact]
    public void After_thirty_seconds_the_fleet_goes_on_as_before()
    {
        HerdPlan plan = FiveMinutes with { BackMs = FiveMinutes.TroubleMs + 30_000 };

        HerdCurve curve = new HerdRun(plan, AsUsual).Run();

        // What was sent for the second time just before is still under way in the first seconds.
        Assert.InRange(curve.Peak((int)(plan.BackMs / 1000) + Window, (int)(plan.EndMs / 1000), Window), 1.0, PeakMax);
    }

    [Fact]
    public void After_an_hour_no_peak_either_although_everybody_has_events_to_tell()
    {
        HerdPlan plan = FiveMinutes with
        {
            Depots = Depots / 2,
            BackMs = FiveMinutes.TroubleMs + 60 * 60_000,
            EndMs = 80 * 60_000,
        };

        HerdCurve curve = new HerdRun(plan, AsUsual).Run();

        Assert.InRange(curve.PeakAfter(2 * Window), 1.0, PeakMax);
    }

    [Fact]
    public void A_whole_region_that_boots_at_once_spreads_its_first_check_ins()
    {
        HerdPlan plan = FiveMinutes with { Trouble = HerdTrouble.PowerCut, BootSpreadSeconds = 60 };

        HerdCurve curve = new HerdRun(plan, AsUsual).Run();

        // Each sends a check-in and then what the boot left in its journal.
        Assert.InRange(curve.PeakAfter(Window), 1.0, 2.2);
    }

    private static int AsUsual(long nowMs, double waitMs) => 60;
}
