using Fachwerk.Backend.Identity;
using Xunit;

namespace Fachwerk.Tests.Backend.Identity;

[Trait("Promise", "S-06")]
public sealed class TryBudgetsTests
{
    private const int TriesMax = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(10);

    private readonly TryBudgets _budgets = new(TriesMax, Window);

    [Fact]
    public void A_key_has_so_many_tries_and_then_hears_how_long_to_wait()
    {
        for (var i = 0; i < TriesMax; i++)
            Assert.Equal(TimeSpan.Zero, _budgets.Take(7, Start + TimeSpan.FromSeconds(i)));

        Assert.Equal(Window - TimeSpan.FromSeconds(60), _budgets.Take(7, Start + TimeSpan.FromSeconds(60)));
        Assert.Equal(TimeSpan.Zero, _budgets.Take(8, Start));
    }

    [Fact]
    public void The_next_window_brings_as_many_and_no_more()
    {
        Assert.Equal(TriesMax, Taken(7, 100, Start));
        Assert.Equal(0, Taken(7, 100, Start + Window - TimeSpan.FromTicks(1)));
        Assert.Equal(TriesMax, Taken(7, 100, Start + Window));
    }

    [Fact]
    public void A_try_that_is_given_back_can_be_taken_again_but_not_in_the_next_window()
    {
        Taken(7, TriesMax, Start);

        _budgets.GiveBack(7, Start);
        Assert.Equal(1, Taken(7, 100, Start));
        _budgets.GiveBack(7, Start + Window);
        Assert.Equal(TriesMax, Taken(7, 100, Start + Window));
        _budgets.GiveBack(9, Start);
        Assert.Equal(TriesMax, Taken(9, 100, Start));
    }

    [Fact]
    public void Keys_of_one_slot_share_its_tries_and_a_negative_key_has_one()
    {
        Taken(-7, TriesMax, Start);

        Assert.Equal(0, Taken(unchecked((int)((uint)-7 % TryBudgets.Slots)), 1, Start));
    }

    [Fact]
    public void Millions_of_keys_take_no_memory_and_no_more_than_all_slots_have()
    {
        var first = TakenOfMillions(Start);
        var second = TakenOfMillions(Start + Window);

        Assert.Equal(TryBudgets.Slots * TriesMax, first.Taken);
        Assert.Equal(first.Taken, second.Taken);
        // The runtime may allocate by itself in one of them.
        Assert.Equal(0, Math.Min(first.Bytes, second.Bytes));
    }

    private (int Taken, long Bytes) TakenOfMillions(TimeSpan now)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = 0;
        for (var key = 0; key < 1_000_000; key++)
            taken += _budgets.Take(key, now) == TimeSpan.Zero ? 1 : 0;
        return (taken, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private int Taken(int key, int tries, TimeSpan now)
    {
        var taken = 0;
        for (var i = 0; i < tries; i++)
            taken += _budgets.Take(key, now) == TimeSpan.Zero ? 1 : 0;
        return taken;
    }
}
