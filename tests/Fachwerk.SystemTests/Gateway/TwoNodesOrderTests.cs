using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Orders are queued through the first node.</summary>
[Trait("Promise", "G-03")]
[Trait("Promise", "G-04")]
[Collection(nameof(Alone))]
public sealed class TwoNodesOrderTests(PostgresFixture postgres)
{
    private const string Steps = OrderTests.Steps;
    private const int Orders = 8;
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_leaves_within_a_second_through_the_node_that_has_the_path()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        await OrderAsync(nodes, depot);

        // The second sweeps for unsent orders once a second: that alone would take as many seconds as orders.
        var took = await nodes.TimeAsync(async () =>
        {
            for (var i = 0; i < Orders; i++)
                await OrderAsync(nodes, depot);
        });

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(Orders - 2));
        Assert.Equal(nodes.Second.Port, depot.HeardFrom);
        Assert.Equal((0L, 1L + Orders), (nodes.First.Counters.Orders, nodes.Second.Counters.Orders));
    }

    [Fact]
    public async Task The_next_order_leaves_through_the_node_that_the_depot_moved_to()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var first = await OrderAsync(nodes, depot);

        depot.Gateway = nodes.First.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var second = await OrderAsync(nodes, depot);

        Assert.Equal(nodes.First.Port, depot.HeardFrom);
        await nodes.Fleet.UntilAsync<string>(Steps, $"{first}:1 {first}:2 {second}:1 {second}:2", Ct);
        Assert.Equal((1L, 1L), (nodes.First.Counters.Orders, nodes.Second.Counters.Orders));
    }

    [Fact]
    public async Task An_order_under_way_goes_out_again_through_the_node_that_the_depot_moved_to_alone()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var id = await nodes.QueueAsync(depot, Now, Ct);
        var lost = await depot.ReceiveOrderAsync(Ct);

        depot.Gateway = nodes.First.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var again = await depot.ReceiveOrderAsync(Ct);
        var movedTo = depot.HeardFrom;
        var repeated = await depot.ReceiveOrderAsync(Ct);

        Assert.Equal((nodes.First.Port, nodes.First.Port), (movedTo, depot.HeardFrom));
        Assert.Equal((id, id), (again.Order.OrderId, repeated.Order.OrderId));
        Assert.True(lost.Sequence < again.Sequence && again.Sequence < repeated.Sequence);
        Assert.Equal(1, nodes.Second.Counters.Orders);
    }

    [Fact]
    public async Task An_answer_at_the_wrong_node_is_met_with_silence_and_the_order_goes_out_again()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var id = await nodes.QueueAsync(depot, Now, Ct);
        var first = await depot.ReceiveOrderAsync(Ct);

        depot.Gateway = nodes.First.Port;
        await depot.AnswerAsync(first, OrderOutcome.Done, 1, Ct);
        await nodes.First.DroppedAsync(DropReason.UnknownAnswer, 1, Ct);
        var silent = !depot.HasMore;
        depot.Gateway = nodes.Second.Port;
        var second = await depot.ReceiveOrderAsync(Ct);
        await depot.AnswerAsync(second, OrderOutcome.Done, 1, Ct);

        Assert.True(silent);
        Assert.Equal(1, nodes.First.Counters.Of(DropReason.UnknownAnswer));
        Assert.Equal(first.Order.OrderId, second.Order.OrderId);
        await nodes.Fleet.UntilAsync<string>(Steps, $"{id}:1 {id}:2", Ct);
    }

    [Fact]
    public async Task An_order_expires_once_and_is_sent_by_neither()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);

        var id = await nodes.QueueAsync(depot, TimeSpan.FromMilliseconds(100), Ct);
        await nodes.Fleet.UntilAsync<string>(Steps, $"{id}:3", Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var silent = await depot.HearsNothingAsync(TimeSpan.FromMilliseconds(1_200), Ct);

        Assert.True(silent);
        Assert.Equal($"{id}:3", await nodes.Fleet.ScalarAsync<string>(Steps, Ct));
        Assert.Equal(0, await nodes.Fleet.ScalarAsync<int>("select orders_open from controllers", Ct));
    }

    [Fact]
    public async Task An_order_cancelled_through_one_is_sent_by_neither()
    {
        await using var nodes = await TwoNodes.StartAsync(postgres, Ct);
        using var depot = await nodes.EnrolAsync(Ct);
        var id = await nodes.QueueAsync(depot, Now, Ct);

        var isCancelled = await nodes.Fleet.Orders.CancelAsync(depot.Controller, id, Ct);
        depot.Gateway = nodes.Second.Port;
        await depot.AskAsync(depot.CheckIn(), Ct);
        var silent = await depot.HearsNothingAsync(Moment, Ct);

        Assert.True(isCancelled);
        Assert.True(silent);
        Assert.Equal($"{id}:4", await nodes.Fleet.ScalarAsync<string>(Steps, Ct));
    }

    private static async Task<long> OrderAsync(TwoNodes nodes, FakeController depot)
    {
        var id = await nodes.QueueAsync(depot, Now, Ct);
        var received = await depot.ReceiveOrderAsync(Ct);
        Assert.Equal(id, received.Order.OrderId);
        await depot.AnswerAsync(received, OrderOutcome.Done, 1, Ct);
        await nodes.Fleet.UntilAsync<int>("select orders_open from controllers", 0, Ct);
        return id;
    }
}
