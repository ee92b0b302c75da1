using Fachwerk.Backend.Gateway;
using Fachwerk.Simulator.Herd;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-05")]
public sealed class SheddingRulesTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);

    [Fact]
    public void Asks_for_the_usual_interval_while_telegrams_do_not_wait() =>
        Assert.Equal(Usual, After(600, TimeSpan.FromMilliseconds(20), Usual));

    [Fact]
    public void Asks_for_more_step_by_step_while_they_wait_and_never_for_more_than_three_times()
    {
        var wait = TimeSpan.FromMilliseconds(1_200);

        Assert.Equal(70, After(20, wait, Usual).TotalSeconds, 0.1);
        Assert.Equal(90, After(60, wait, Usual).TotalSeconds, 0.1);
        Assert.Equal(SheddingRules.AskedMax, After(3_600, wait, Usual));
    }

    [Fact]
    public void Asks_for_more_sooner_the_longer_they_wait()
    {
        var some = After(60, SheddingRules.WaitLong, Usual);
        var much = After(60, TimeSpan.FromSeconds(1), Usual);

        Assert.InRange(some, Usual + TimeSpan.FromSeconds(1), much - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Stays_where_it_is_between_a_long_and_a_short_wait()
    {
        var asked = TimeSpan.FromSeconds(100);

        Assert.Equal(asked, After(60, SheddingRules.WaitShort, asked));
    }

    [Fact]
    public void Goes_back_slowly_and_all_the_way()
    {
        var tenMinutes = After(600, TimeSpan.Zero, SheddingRules.AskedMax);

        Assert.InRange(tenMinutes.TotalSeconds, 85, 110);
        Assert.Equal(Usual, After(3_600, TimeSpan.Zero, SheddingRules.AskedMax));
    }

    [Fact]
    public void An_hour_without_a_commit_counts_as_one_second()
    {
        var before = new Shedding(Usual, TimeSpan.Zero);

        var after = SheddingRules.Next(before, Usual, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

        Assert.Equal(60.5, after.Asked.TotalSeconds, 0.01);
    }

    [Fact]
    public void Leaves_an_interval_alone_that_is_longer_than_the_longest_by_choice()
    {
        var hour = TimeSpan.FromHours(1);

        var after = SheddingRules.Next(new Shedding(hour, TimeSpan.Zero), hour, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        Assert.Equal(hour, after.Asked);
    }

    // The firmware's own code in virtual time: what is asked for has to bring the load below what can be committed.
    [Fact]
    [Trait("Promise", "D-09")]
    public void A_fleet_on_a_gateway_that_is_too_slow_for_it_settles_below_what_it_can_take()
    {
        var plan = new HerdPlan
        {
            Depots = 10_000, Trouble = HerdTrouble.TooSlow, CapacityPerSecond = 0.7 * 175, EndMs = 30 * 60_000,
            BackMs = 30 * 60_000,
        };
        var shedding = new Shedding(Usual, TimeSpan.Zero);

        var curve = new HerdRun(plan, (nowMs, waitMs) =>
        {
            shedding = SheddingRules.Next(
                shedding, Usual, TimeSpan.FromMilliseconds(waitMs), TimeSpan.FromMilliseconds(nowMs));
            return (int)shedding.Asked.TotalSeconds;
        }).Run();

        var troubleSecond = (int)(plan.TroubleMs / 1000);
        Assert.True(curve.Load(troubleSecond, 60) > 1.2);
        Assert.InRange(curve.Peak(troubleSecond + 300, (int)(plan.EndMs / 1000), 60), 0.4, 0.85);
    }

    private static TimeSpan After(int seconds, TimeSpan wait, TimeSpan asked)
    {
        var shedding = new Shedding(asked, TimeSpan.Zero);
        for (var tenth = 1; tenth <= seconds * 10; tenth++)
            shedding = SheddingRules.Next(shedding, Usual, wait, TimeSpan.FromSeconds(tenth / 10.0));
        return shedding.Asked;
    }
}
