using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

[Trait("Promise", "G-04")]
[Trait("Promise", "D-10")]
public sealed class OrderTests(PostgresFixture postgres)
{
    internal const string Steps = """
        select coalesce(string_agg(number || ':' || kind, ' ' order by position), '') from inbox where source = 2
        """;

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_pushed_at_once_answered_and_told_step_by_step()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var started = postgres.Time.GetUtcNow().ToUnixTimeSeconds();

        var id = await QueueAsync(rig, depot, 7, Now);
        var received = await depot.ReceiveOrderAsync(Ct);
        await depot.AnswerAsync(received, OrderOutcome.Done, 12, Ct);

        Assert.Equal((id, OrderKind.Open, 7),
            (received.Order.OrderId, (OrderKind)received.Order.Kind, received.Order.Compartment));
        Assert.InRange(received.Order.NotAfter, started + 25, started + 31);
        await rig.UntilAsync<string>(Steps, $"{id}:1 {id}:2", Ct);
        var detail = await rig.Fleet.ScalarAsync<byte[]>("select detail from inbox where kind = 2", Ct);
        Assert.Equal([2, 12], EventDetails.Read(detail));
        Assert.Equal(0, await rig.Fleet.ScalarAsync<int>("select orders_open from controllers", Ct));
    }

    [Fact]
    public async Task Goes_out_again_under_a_new_number_after_the_next_telegram()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var id = await QueueAsync(rig, depot, 7, Now);
        var first = await depot.ReceiveOrderAsync(Ct);

        var second = await depot.ReceiveOrderAsync(Ct);
        await depot.AnswerAsync(second, OrderOutcome.Done, 1, Ct);
        await depot.AnswerAsync(first, OrderOutcome.Done, 1, Ct);

        Assert.Equal((id, id), (first.Order.OrderId, second.Order.OrderId));
        Assert.True(second.Sequence > first.Sequence);
        await rig.UntilAsync<string>(Steps, $"{id}:1 {id}:2", Ct);
        Assert.Equal(2, await rig.Fleet.ScalarAsync<int>("select sends from orders", Ct));
    }

    [Fact]
    public async Task Waits_for_the_depots_next_telegram_when_there_is_no_path()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var id = await QueueAsync(rig, depot, 7, Now);

        await depot.AskAsync(depot.CheckIn(), Ct);
        var received = await depot.ReceiveOrderAsync(Ct);

        Assert.Equal(id, received.Order.OrderId);
    }

    [Fact]
    public async Task Is_sent_again_after_the_next_answer_to_a_depot_that_did_not_know_the_time()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var id = await QueueAsync(rig, depot, 7, Now);
        await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.ClockUnknown, 0, Ct);
        await rig.UntilAsync<string>(Steps, $"{id}:1 {id}:2", Ct);

        await depot.AskAsync(depot.CheckIn(), Ct);
        await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.Done, 3, Ct);

        await rig.UntilAsync<string>(Steps, $"{id}:1 {id}:2 {id}:2", Ct);
        Assert.Equal((short)OrderOutcome.Done, await rig.Fleet.ScalarAsync<short>("select outcome from orders", Ct));
    }

    [Fact]
    public async Task Follow_one_after_the_other()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var ids = new List<long>
        {
            await QueueAsync(rig, depot, 1, Now),
            await QueueAsync(rig, depot, 2, Now),
            await QueueAsync(rig, depot, 3, Now),
        };

        await depot.AskAsync(depot.CheckIn(), Ct);
        var received = new List<long>();
        foreach (var _ in ids)
        {
            var order = await depot.ReceiveOrderAsync(Ct);
            received.Add(order.Order.OrderId);
            await depot.AnswerAsync(order, OrderOutcome.Done, 0, Ct);
        }

        Assert.Equal(ids, received);
    }

    [Fact]
    public async Task Expires_unsent_and_is_never_sent_afterwards()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);

        var id = await QueueAsync(rig, depot, 7, TimeSpan.FromMilliseconds(100));
        await rig.UntilAsync<string>(Steps, $"{id}:3", Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.True(await depot.HearsNothingAsync(TimeSpan.FromMilliseconds(300), Ct));
        Assert.Equal(0, rig.Counters.Orders);
        Assert.Equal(0, await rig.Fleet.ScalarAsync<int>("select orders_open from controllers", Ct));
    }

    [Fact]
    public async Task Is_not_sent_once_it_is_cancelled()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        var id = await QueueAsync(rig, depot, 7, Now);

        Assert.True(await rig.Fleet.Orders.CancelAsync(depot.Controller, id, Ct));
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.True(await depot.HearsNothingAsync(TimeSpan.FromMilliseconds(300), Ct));
        Assert.Equal($"{id}:4", await rig.Fleet.ScalarAsync<string>(Steps, Ct));
    }

    [Fact]
    public async Task A_late_answer_is_recorded_after_the_expiry()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        var id = await QueueAsync(rig, depot, 7, TimeSpan.FromSeconds(1));
        var received = await depot.ReceiveOrderAsync(Ct);
        await rig.UntilAsync<string>(Steps, $"{id}:1 {id}:3", Ct);

        await depot.AnswerAsync(received, OrderOutcome.Done, 1, Ct);

        await rig.UntilAsync<string>(Steps, $"{id}:1 {id}:3 {id}:2", Ct);
        Assert.Equal(0, await rig.Fleet.ScalarAsync<int>("select orders_open from controllers", Ct));
    }

    private static Task<long> QueueAsync(GatewayRig rig, FakeController depot, int compartment, TimeSpan deadline) =>
        rig.Fleet.Orders.QueueAsync(depot.Controller, OrderKind.Open, compartment, deadline, Guid.NewGuid(), Ct);
}
