using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Simulator;

/// <summary>
/// The controller's own code meets a gateway whose database went back in time: it is asked for an Echo (SPEC.md,
/// "Freshness"), gives it back and goes on, without anybody's help.
/// </summary>
[Trait("Promise", "G-01")]
[Trait("Promise", "B-02")]
public sealed class GoingBackTests(PostgresFixture postgres)
{
    private const int GenerationShift = 24;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task A_depot_gives_the_echo_back_and_is_served_again_when_the_generation_rises_beside_it()
    {
        await using var depot = await ServedDepot.StartAsync(postgres, Ct);
        var code = await depot.IssueAsync(1, Ct);
        var generation = await depot.RaiseGenerationAsync(Ct);

        depot.Type(code);
        await depot.OpensAsync(1, Ct);
        await depot.UntilToldAsync(Ct);
        var proven = await depot.RowAsync(Ct);
        await depot.OpenFromAfarAsync(2, Ct);
        depot.Type(await depot.IssueAsync(2, Ct));
        await depot.OpensAsync(2, Ct);
        await depot.UntilToldAsync(Ct);
        var after = await depot.RowAsync(Ct);

        // Only a telegram with the Echo of this generation makes the floor known.
        Assert.Equal((generation, true), (proven.Generation, proven.IsFloorKnown));
        Assert.Equal(generation, proven.OrderSequence >> GenerationShift);
        Assert.Equal(generation, after.TableVersion >> GenerationShift);
        await AssertEachEventOnceAsync(depot);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task A_restored_database_gets_from_the_depot_what_it_has_forgotten()
    {
        await using var depot = await ServedDepot.StartAsync(postgres, Ct);
        var code = await depot.IssueAsync(1, Ct);
        await depot.StopBackendAsync();
        await depot.TakeImageAsync(Ct);
        await depot.StartBackendAsync(Ct);
        depot.Type(code);
        await depot.OpensAsync(1, Ct);
        var forgotten = await depot.IssueAsync(2, Ct);
        await depot.OpenFromAfarAsync(2, Ct);
        await depot.UntilToldAsync(Ct);
        var toldBefore = await depot.LoggedEventsAsync(Ct);

        await depot.StopBackendAsync();
        await depot.RestoreImageAsync(Ct);
        var known = await depot.LoggedEventsAsync(Ct);
        depot.Type(code);
        await depot.OpensAsync(1, Ct);
        await depot.StartBackendAsync(Ct);
        await depot.UntilToldAsync(Ct);
        await depot.OpenFromAfarAsync(2, Ct);
        await depot.IssueAsync(2, Ct);
        depot.Type(forgotten);
        await depot.UntilToldAsync("depot.code-wrong", Ct);
        await depot.UntilToldAsync(Ct);

        Assert.True(known.Count < toldBefore.Count, $"{known.Count} of {toldBefore.Count} events are in the image");
        Assert.Equal((1, true), ((await depot.RowAsync(Ct)).Generation, (await depot.RowAsync(Ct)).IsFloorKnown));
        await AssertEachEventOnceAsync(depot);
    }

    private static async Task AssertEachEventOnceAsync(ServedDepot depot)
    {
        // A door that was just shut is still to be noticed: more may be written meanwhile.
        var written = depot.NewestEvent;
        await depot.UntilToldAsync(Ct);
        var logged = await depot.LoggedEventsAsync(Ct);
        Assert.Equal(Enumerable.Range(1, logged.Count).Select(number => (long)number), logged);
        Assert.InRange(written, 1, logged.Count);
    }
}
