using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

public sealed class CheckInTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task Is_durable_when_it_is_answered()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        var answer = await depot.AskAsync(depot.CheckIn(body =>
        {
            body.OpenDoors.Set(7, true);
            body.TableVersion = 3;
            body.Celsius = -5;
            body.Flags = (int)CheckInFlags.Booted;
        }), Ct);

        var body = answer.CheckIn();
        Assert.InRange(body.Time, Now() - 2, Now() + 2);
        Assert.Equal((0u, 0u, 60, 0), (body.TableVersion, body.AckedEvent, body.NextCheckInSeconds, body.MinimumEpoch));
        var state = Assert.Single(await rig.Fleet.Connections.ReadAsync(rig.Fleet.Tenant, Ct));
        Assert.Equal(("1.2.3", 3L, 12_000, -5, CheckInFlags.Booted),
            (state.AppVersion, state.TableVersion, state.SupplyMillivolts, state.Celsius, state.Flags));
        Assert.Equal([0x40, 0], state.OpenDoors);
        Assert.NotNull(state.LastCheckIn);
    }

    [Fact]
    public async Task Is_answered_in_35_bytes()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync("update controllers set acked_event = 70000, table_version_wanted = 300", Ct);

        var answer = await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.InRange(answer.DatagramLength, 30, 35);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task Changes_nothing_and_gets_no_answer_when_repeated()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var telegram = depot.CheckIn();
        await depot.AskAsync(telegram, Ct);
        var before = await rig.Fleet.ScalarAsync<DateTime>("select last_contact from controllers", Ct);

        await depot.SendAsync(telegram, Ct);
        var next = await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(CoapCode.Changed, next.Inner.Code);
        Assert.Equal(1, rig.Counters.Of(DropReason.Replayed));
        Assert.Equal(2, rig.Counters.Accepted);
        Assert.NotEqual(before, await rig.Fleet.ScalarAsync<DateTime>("select last_contact from controllers", Ct));
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task Stays_refused_after_a_restart_of_the_gateway()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var telegram = depot.CheckIn();
        await depot.AskAsync(telegram, Ct);

        await rig.RestartAsync(Ct);
        await depot.SendAsync(telegram, Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(1, rig.Counters.Of(DropReason.Replayed));
        Assert.Equal(1, rig.Counters.Accepted);
    }

    // Half a second to gather is a node on a busy machine: the next telegram would take the waiting one's place.
    [Theory]
    [Trait("Promise", "G-03")]
    [InlineData(0)]
    [InlineData(500)]
    public async Task Is_refused_by_the_database_when_another_node_has_accepted_it(int gatherMs)
    {
        await using var rig = await GatewayRig.StartAsync(
            postgres, Ct, new GatewayOptions { Port = 0, Gather = TimeSpan.FromMilliseconds(gatherMs) });
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        // The very number of the next telegram; this node's floor stays behind, so the statement decides.
        await rig.Fleet.ExecuteAsync("update controllers set partial_iv = 1", Ct);
        await depot.SendAsync(depot.CheckIn(), Ct);
        await rig.DroppedAsync(DropReason.Refused, 1, Ct);
        Assert.False(depot.HasMore);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(1, rig.Counters.Of(DropReason.Refused));
        Assert.Equal(2, rig.Counters.Accepted);
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public async Task Gives_way_to_a_newer_one_of_its_controller_while_it_waits()
    {
        var slow = new GatewayOptions { Port = 0, Gather = TimeSpan.FromMilliseconds(100) };
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, slow);
        using var depot = await rig.EnrolAsync(Ct);
        var first = depot.CheckIn();
        var second = depot.CheckIn();

        await depot.SendAsync(first, Ct);
        await depot.SendAsync(second, Ct);

        depot.Open(second, await depot.ReceiveAsync(Ct));
        Assert.False(depot.HasMore);
        Assert.Equal(1, rig.Counters.Accepted);
        Assert.Equal(1, rig.Counters.Of(DropReason.Superseded));
        Assert.Equal(1, await rig.Fleet.ScalarAsync<long>("select partial_iv from controllers", Ct));
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task Gets_no_answer_when_its_commit_fails()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync("""
            create function fail() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
            create constraint trigger fails after update on controllers deferrable initially deferred
            for each row execute function fail();
            """, Ct);

        await depot.SendAsync(depot.CheckIn(), Ct);
        await rig.DroppedAsync(DropReason.CommitFailed, 1, Ct);
        var silent = !depot.HasMore;
        await rig.Fleet.ExecuteAsync("drop trigger fails on controllers", Ct);

        Assert.True(silent);
        Assert.Equal(1, rig.Counters.Of(DropReason.CommitFailed));
        Assert.Equal(CoapCode.Changed, (await depot.AskAsync(depot.CheckIn(), Ct)).Inner.Code);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task Gets_no_answer_when_its_commit_takes_too_long()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await using var connection = await rig.Fleet.Database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var locking = connection.CreateCommand();
        locking.CommandText = "select from controllers for update";
        await locking.ExecuteNonQueryAsync(Ct);

        await depot.SendAsync(depot.CheckIn(), Ct);
        await rig.DroppedAsync(DropReason.CommitFailed, 1, Ct);
        var silent = !depot.HasMore;
        await transaction.RollbackAsync(Ct);

        Assert.True(silent);
        Assert.Equal(1, rig.Counters.Of(DropReason.CommitFailed));
        Assert.Equal(-1, await rig.Fleet.ScalarAsync<long>("select partial_iv from controllers", Ct));
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public async Task Steps_the_epoch_and_keeps_the_new_secret()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var old = depot.CheckIn();

        depot.StepTo(ControllerSession.EpochsAheadMax);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await depot.SendAsync(old, Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await rig.RestartAsync(Ct);
        depot.StepTo(2 * ControllerSession.EpochsAheadMax);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(16, await rig.Fleet.ScalarAsync<short>("select epoch from controllers", Ct));
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public async Task Is_silent_to_an_epoch_further_ahead_than_it_derives()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        depot.StepTo(ControllerSession.EpochsAheadMax + 1);
        await depot.SendAsync(depot.CheckIn(), Ct);
        depot.StepTo(1);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(1, rig.Counters.Of(DropReason.WrongEpoch));
    }

    [Fact]
    public async Task Gets_no_answer_once_its_controller_is_revoked()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        // Behind the gateway's back: the commit is what decides.
        await rig.Fleet.ExecuteAsync("update controllers set active = false", Ct);
        await depot.SendAsync(depot.CheckIn(), Ct);

        await rig.DroppedAsync(DropReason.Refused, 1, Ct);
        Assert.False(depot.HasMore);
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public async Task Tells_no_time_when_node_and_database_disagree_on_it()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct, time: new WrongClock());
        using var depot = await rig.EnrolAsync(Ct);

        var answer = await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(0, answer.CheckIn().Time);
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public async Task A_node_whose_clock_differs_says_so_before_the_first_telegram()
    {
        await using var fleet = await FleetRig.MakeAsync(postgres, Ct);
        await using var node = await GatewayNode.StartAsync(
            fleet, fleet.Signals, new GatewayOptions { Port = 0, Node = "node" }, new WrongClock(), Ct);

        Assert.Contains(node.Warnings, line => line.StartsWith("This node's clock says", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_what_it_does_not_serve_with_a_protected_error()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        var unknown = await depot.AskAsync(depot.Request(CoapCode.Get, 'z', _ => 0), Ct);
        var method = await depot.AskAsync(depot.Request(CoapCode.Get, Resource.CheckIn, _ => 0), Ct);
        var body = await depot.AskAsync(depot.Request(CoapCode.Post, Resource.CheckIn, _ => 5), Ct);

        Assert.Equal((CoapCode.NotFound, CoapCode.MethodNotAllowed, CoapCode.BadRequest),
            (unknown.Inner.Code, method.Inner.Code, body.Inner.Code));
    }

    private long Now() => postgres.Time.GetUtcNow().ToUnixTimeSeconds();

    private sealed class WrongClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(2);
    }
}
