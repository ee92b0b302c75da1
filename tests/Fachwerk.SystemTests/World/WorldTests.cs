using Fachwerk.World.Faults;
using Fachwerk.World.Running;
using Xunit;

namespace Fachwerk.SystemTests.World;

/// <summary>The worlds themselves: repeatable, and their planted faults still fit the sources.</summary>
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

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_fault_still_fits_the_sources(string name)
    {
        var root = Root();
        var patch = File.ReadAllText(Path.Combine(root, Folder, name));

        foreach (var file in patch.Split("diff --git ")[1..])
        {
            var path = file.Split('\n').Single(line => line.StartsWith("--- a/", StringComparison.Ordinal))[6..];
            var source = File.ReadAllText(Path.Combine(root, path));
            var hunks = file.Split("\n@@ ")[1..];
            Assert.All(hunks, hunk => Assert.Contains(Before(hunk), source, StringComparison.Ordinal));
        }
    }

    public static TheoryData<string> Planted() =>
        [.. Directory.GetFiles(Path.Combine(Root(), Folder), "*.patch").Select(path => Path.GetFileName(path)).Order()];

    private const string Folder = "tests/Fachwerk.World/Planted";

    // The lines that a hunk keeps or takes out, one after the other.
    private static string Before(string hunk) => string.Concat(hunk.Split('\n')[1..]
        .Where(line => line.StartsWith(' ') || line.StartsWith('-')).Select(line => line[1..] + "\n"));

    private static WorldResult Run(ulong seed)
    {
        using var world = new WorldRun(seed, Short);
        return world.Run();
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fachwerk.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
