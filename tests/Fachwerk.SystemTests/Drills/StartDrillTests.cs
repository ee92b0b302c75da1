using Fachwerk.Drills;
using Fachwerk.Drills.Starting;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Drills;

[Trait("Promise", "O-03")]
public sealed class StartDrillTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(1_700);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_left_of_a_demo_whose_start_is_ended_at_any_moment()
    {
        await using var output = new StringWriter();
        var plan = new StartPlan(Script(), Moments: 2, Every, IsBuilding: false);

        var holds = await new StartDrill(plan, new Claims(output), new WallClock()).RunAsync(Ct);

        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        Assert.True(holds, output.ToString());
    }

    private static string Script()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fachwerk.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "fachwerk");
    }
}
