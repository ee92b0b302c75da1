using Fachwerk.World.Faults;
using Fachwerk.World.Running;
using Xunit;

namespace Fachwerk.SystemTests.World;

/// <summary>The worlds themselves: repeatable, and as their knobs say.</summary>
public sealed class WorldTests
{
    private static readonly WorldOptions Short = new(2, 0.01, new Dictionary<string, double>());

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [Trait("Promise", "D-08")]
    public void A_seed_makes_the_same_world_every_time(ulong seed)
    {
        var first = Run(seed);
        var second = Run(seed);

        Assert.Null(first.Violation);
        Assert.InRange(first.Events, 10, long.MaxValue);
        Assert.Equal((first.Events, first.Sum), (second.Events, second.Sum));
        Assert.NotEqual(first.Sum, Run(seed + 100).Sum);
    }

    [Theory]
    [InlineData("loss=0", true)]
    [InlineData("cut at an entry=2.5", true)]
    [InlineData("loss", false)]
    [InlineData("loss=", false)]
    [InlineData("loss=-1", false)]
    [InlineData("loss=NaN", false)]
    [InlineData("lost=1", false)]
    [InlineData("", false)]
    public void A_knob_is_a_fault_and_a_factor(string text, bool isKnob) =>
        Assert.Equal(isKnob, Knobs.TryParse(text, []));

    [Fact]
    public void A_fault_that_is_turned_off_does_not_happen()
    {
        var off = Knobs.Names.ToDictionary(name => name, _ => 0.0);
        using var world = new WorldRun(11, Short with { Knobs = off });

        var tally = world.Run().Tally;

        Assert.DoesNotContain(tally.Counts, count => count.Key.StartsWith("fault ", StringComparison.Ordinal));
        Assert.NotEqual(0, tally.Of("event CodeAccepted"));
    }

    private static WorldResult Run(ulong seed)
    {
        using var world = new WorldRun(seed, Short);
        return world.Run();
    }
}
