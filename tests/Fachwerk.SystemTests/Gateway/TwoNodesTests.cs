using Fachwerk.Backend.Gateway;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

[Trait("Promise", "G-03")]
public sealed class TwoNodesTests(PostgresFixture postgres)
{
    private const string Row = "select c::text from controllers c";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_serve_a_depot_that_alternates_between_them()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        int[] ports = [nodes.First.Port, nodes.Second.Port, nodes.First.Port, nodes.Second.Port];

        var answeredFrom = new List<int>();
        foreach (var port in ports)
        {
            depot.Gateway = port;
            await depot.AskAsync(depot.CheckIn(), Ct);
            answeredFrom.Add(depot.HeardFrom);
        }

        Assert.Equal(ports, answeredFrom);
        Assert.Equal((2L, 2L), (nodes.First.Counters.Accepted, nodes.Second.Counters.Accepted));
        Assert.Equal("second", await nodes.Fleet.ScalarAsync<string>("select node from controllers", Ct));
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public async Task Each_follows_an_epoch_step_that_the_other_took()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var old = depot.CheckIn();

        depot.StepTo(3);
        await depot.AskAsync(depot.CheckIn(), Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.SendAsync(old, Ct);
        await nodes.Second.DroppedAsync(Ct);
        var silent = !depot.HasMore;
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.True(silent);
        Assert.Equal(1, nodes.Second.Counters.Accepted);
        Assert.Equal(3, await nodes.Fleet.ScalarAsync<short>("select epoch from controllers", Ct));
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task A_telegram_that_one_accepted_changes_nothing_at_the_other_and_gets_no_answer()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        await nodes.HeardAsync(Ct); // An enrolment heard of later would show the second the first's floor.
        var telegram = depot.CheckIn();
        await depot.AskAsync(telegram, Ct);
        var before = await nodes.Fleet.ScalarAsync<string>(Row, Ct);

        await depot.SendAsync(telegram, nodes.Second.Port, Ct);
        await nodes.Second.DroppedAsync(Ct);

        Assert.False(depot.HasMore);
        Assert.Equal(before, await nodes.Fleet.ScalarAsync<string>(Row, Ct));
        Assert.Equal(0, nodes.Second.Counters.Accepted);
        Assert.Equal(1, nodes.Second.Counters.Of(DropReason.Refused) + nodes.Second.Counters.Of(DropReason.Replayed));
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task A_telegram_that_one_accepted_stays_refused_at_the_other_after_a_restart_of_both()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        var telegram = depot.CheckIn();
        await depot.AskAsync(telegram, Ct);
        var before = await nodes.Fleet.ScalarAsync<string>(Row, Ct);

        await nodes.First.RestartAsync(Ct);
        await nodes.Second.RestartAsync(Ct);
        await depot.SendAsync(telegram, nodes.Second.Port, Ct);
        await depot.SendAsync(telegram, nodes.First.Port, Ct);
        await nodes.First.DroppedAsync(DropReason.Replayed, 1, Ct);
        await nodes.Second.DroppedAsync(DropReason.Replayed, 1, Ct);

        Assert.False(depot.HasMore);
        Assert.Equal(before, await nodes.Fleet.ScalarAsync<string>(Row, Ct));
        Assert.Equal((1L, 1L), (nodes.First.Counters.Of(DropReason.Replayed),
            nodes.Second.Counters.Of(DropReason.Replayed)));
    }

    [Fact]
    [Trait("Promise", "F-03")]
    public async Task A_controller_revoked_through_one_is_unknown_to_the_other_before_it_speaks()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        await nodes.HeardAsync(Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var id = await nodes.Fleet.ScalarAsync<Guid>("select depot from controllers", Ct);

        await nodes.Fleet.Registry.RevokeAsync(id, Ct);
        await nodes.UntilAsync(() => nodes.Second.Controllers == 0, Ct);
        await depot.SendAsync(depot.CheckIn(), Ct);
        await nodes.Second.DroppedAsync(Ct);

        Assert.False(depot.HasMore);
        Assert.Equal((1L, 0L), (nodes.Second.Counters.Of(DropReason.UnknownController),
            nodes.Second.Counters.Of(DropReason.Refused)));
    }
}
