using Fachwerk.Drills;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Drills;

public sealed class FailoverDrillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_primary_dies()
    {
        var backend = Path.Combine(AppContext.BaseDirectory, "Fachwerk.Backend.dll");
        var plan = new DrillPlan(backend, 4, TimeSpan.FromSeconds(1), IsWhole: false);
        await using var output = new StringWriter();

        var holds = await new FailoverDrill(plan, new Claims(output), new WallClock()).RunAsync(Ct);

        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        Assert.True(holds, output.ToString());
    }
}
