using Fachwerk.Backend.Gateway;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-02")]
public sealed class SourceBudgetsTests
{
    private const int PerSecond = 64;

    private static readonly TimeSpan Start = TimeSpan.FromSeconds(10);

    private readonly SourceBudgets _budgets = new(PerSecond);

    [Fact]
    public void A_network_has_so_many_tries_a_second_and_then_none()
    {
        Assert.Equal(PerSecond, Taken(7, 1_000, Start));
    }

    [Fact]
    public void The_next_second_brings_as_many_and_no_more_whatever_was_left()
    {
        Taken(7, 3, Start);

        Assert.Equal(PerSecond, Taken(7, 1_000, Start + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_networks_flood_takes_nothing_from_another()
    {
        Taken(7, 1_000, Start);

        Assert.Equal(PerSecond, Taken(8, 1_000, Start));
    }

    [Fact]
    public void Networks_of_one_slot_share_its_budget()
    {
        Taken(7, 1_000, Start);

        Assert.Equal(0, Taken(7 + SourceBudgets.Slots, 1, Start));
    }

    [Fact]
    public void A_fresh_table_has_a_budget_from_the_first_moment() =>
        Assert.Equal(PerSecond, Taken(0, 1_000, TimeSpan.Zero));

    [Fact]
    public void A_million_networks_take_no_memory_and_no_more_than_all_slots_have()
    {
        var (first, firstBytes) = TakenOfMillions(Start);
        var (second, secondBytes) = TakenOfMillions(Start + TimeSpan.FromSeconds(1));

        Assert.Equal((long)SourceBudgets.Slots * PerSecond, first);
        Assert.Equal(first, second);
        // The runtime may allocate by itself in one of them.
        Assert.Equal(0, Math.Min(firstBytes, secondBytes));
    }

    private (long Taken, long Bytes) TakenOfMillions(TimeSpan now)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = 0L;
        for (ulong network = 0; network < 10_000_000; network++)
            taken += _budgets.TryTake(network, now) ? 1 : 0;
        return (taken, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private int Taken(ulong network, int tries, TimeSpan now)
    {
        var taken = 0;
        for (var i = 0; i < tries; i++)
            taken += _budgets.TryTake(network, now) ? 1 : 0;
        return taken;
    }
}
