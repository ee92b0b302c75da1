using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>What check-ins are asked for, and that nobody is late for what we asked.</summary>
public sealed class AskedIntervalTests(PostgresFixture postgres)
{
    private const string Lost = "select count(*) from controllers where pushes_lost_until > now()";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task A_depot_whose_pushes_are_lost_is_asked_to_call_more_often()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var before = (await depot.AskAsync(depot.CheckIn(), Ct)).CheckIn();
        await QueueAsync(rig, depot);

        // The first push and its repetition do not arrive; then the depot speaks by itself.
        await depot.ReceiveOrderAsync(Ct);
        await depot.ReceiveOrderAsync(Ct);
        Assert.True(await depot.HearsNothingAsync(TimeSpan.FromMilliseconds(1_200), Ct));
        await depot.AskAsync(depot.CheckIn(), Ct);
        await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.Done, 0, Ct);
        await rig.UntilAsync<long>(Lost, 1, Ct);
        var after = (await depot.AskAsync(depot.CheckIn(), Ct)).CheckIn();

        Assert.Equal((60, 25), (before.NextCheckInSeconds, after.NextCheckInSeconds));
        Assert.Equal(1, rig.Counters.PushesLost);
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task A_depot_that_answers_on_its_path_is_asked_for_the_usual()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await QueueAsync(rig, depot);

        await depot.ReceiveOrderAsync(Ct);
        await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.Done, 0, Ct);
        await rig.UntilAsync<int>("select orders_open from controllers", 0, Ct);
        var after = (await depot.AskAsync(depot.CheckIn(), Ct)).CheckIn();

        Assert.Equal(60, after.NextCheckInSeconds);
        Assert.Equal(0, rig.Counters.PushesLost);
    }

    // The second is what a clock that was wrong by decades leaves behind.
    [Theory]
    [InlineData("now() - interval '1 s'")]
    [InlineData("now() + interval '50 years'")]
    [Trait("Promise", "G-04")]
    public async Task Only_so_many_depots_are_asked_to_call_more_often_and_each_for_thirty_days(string over)
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        var steps = new OrderSteps(rig.Fleet.Database, new GatewayOptions { Node = "node" });
        using var first = await rig.EnrolAsync(Ct);
        using var second = await rig.EnrolAsync(Ct);

        Assert.True(await steps.LosePathAsync(first.Controller, 1, Ct));
        Assert.False(await steps.LosePathAsync(first.Controller, 2, Ct));
        Assert.False(await steps.LosePathAsync(second.Controller, 1, Ct));
        await rig.Fleet.ExecuteAsync($"update controllers set pushes_lost_until = {over}", Ct);
        var expired = (await first.AskAsync(first.CheckIn(), Ct)).CheckIn();

        Assert.Equal(60, expired.NextCheckInSeconds);
        Assert.True(await steps.LosePathAsync(second.Controller, 1, Ct));
        Assert.Equal(30, await rig.Fleet.ScalarAsync<double>($"""
            select round(extract(epoch from pushes_lost_until - now()) / 86400)::float8
            from controllers where number = {second.Controller}
            """, Ct));
    }

    [Fact]
    [Trait("Promise", "L-05")]
    public async Task A_depot_is_late_only_for_what_it_was_asked_for()
    {
        var options = new GatewayOptions { Port = 0, CheckInInterval = TimeSpan.FromSeconds(180) };
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, options);
        using var depot = await rig.EnrolAsync(Ct);
        var steps = new OrderSteps(rig.Fleet.Database, options);
        var sweep = TimeSpan.FromSeconds(15);

        var answer = (await depot.AskAsync(depot.CheckIn(), Ct)).CheckIn();
        var connection = Assert.Single(await rig.Fleet.Connections.ReadAsync(rig.Fleet.Tenant, Ct));
        await SilentForAsync(rig, 190);
        var atOneHundredNinety = await steps.LateTenantsAsync(sweep, 0, 1, Ct);
        await SilentForAsync(rig, 275);
        var late = await steps.LateTenantsAsync(sweep, 0, 1, Ct);
        await SilentForAsync(rig, 545);
        var offline = await steps.LateTenantsAsync(sweep, 0, 1, Ct);

        Assert.Equal((180, TimeSpan.FromSeconds(180)), (answer.NextCheckInSeconds, connection.Asked));
        Assert.Empty(atOneHundredNinety);
        Assert.Equal([rig.Fleet.Tenant], late);
        Assert.Equal([rig.Fleet.Tenant], offline);
    }

    private static Task SilentForAsync(GatewayRig rig, int seconds) =>
        rig.Fleet.ExecuteAsync($"update controllers set last_contact = now() - interval '{seconds} s'", Ct);

    private static Task<long> QueueAsync(GatewayRig rig, FakeController depot) => rig.Fleet.Orders.QueueAsync(
        depot.Controller, OrderKind.Open, 7, TimeSpan.FromSeconds(30), Guid.NewGuid(), Ct);
}
