using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Fleet;

public sealed class OrderStoreTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_orders_per_controller_from_one()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var first = await rig.EnrolAsync(Ct);
        var second = await rig.EnrolAsync(Ct);

        var a = await rig.Orders.QueueAsync(first.Controller, OrderKind.Open, 7, Now, Guid.NewGuid(), Ct);
        var b = await rig.Orders.QueueAsync(first.Controller, OrderKind.Open, 8, Now, Guid.NewGuid(), Ct);
        var c = await rig.Orders.QueueAsync(second.Controller, OrderKind.Open, 9, Now, Guid.NewGuid(), Ct);

        Assert.Equal((1L, 2L, 1L), (a, b, c));
    }

    [Fact]
    public async Task Queues_once_under_one_key_even_when_asked_at_the_same_time()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var depot = await rig.EnrolAsync(Ct);
        var key = Guid.NewGuid();

        var ids = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => rig.Orders.QueueAsync(depot.Controller, OrderKind.Open, 7, Now, key, Ct)));

        Assert.All(ids, id => Assert.Equal(1, id));
        Assert.Equal(1, await rig.ScalarAsync<long>("select count(*) from orders", Ct));
    }

    [Fact]
    public async Task Carries_the_generation_in_the_top_eight_bits()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        await rig.ExecuteAsync("update master set generation = 3", Ct);
        var depot = await rig.EnrolAsync(Ct);

        var id = await rig.Orders.QueueAsync(depot.Controller, OrderKind.Identify, 0, Now, Guid.NewGuid(), Ct);

        Assert.Equal((3L << 24) + 1, id);
    }

    [Fact]
    public async Task Takes_an_unsent_order_back_and_tells_the_inbox()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var depot = await rig.EnrolAsync(Ct);
        var id = await rig.Orders.QueueAsync(depot.Controller, OrderKind.Open, 7, Now, Guid.NewGuid(), Ct);

        var cancelled = await rig.Orders.CancelAsync(depot.Controller, id, Ct);
        var again = await rig.Orders.CancelAsync(depot.Controller, id, Ct);

        Assert.True(cancelled);
        Assert.False(again);
        Assert.Equal($"2 {id} 4 7", await rig.ScalarAsync<string>(
            "select source || ' ' || number || ' ' || kind || ' ' || compartment from inbox", Ct));
    }

    [Fact]
    public async Task Cannot_take_back_what_was_sent()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var depot = await rig.EnrolAsync(Ct);
        var id = await rig.Orders.QueueAsync(depot.Controller, OrderKind.Open, 7, Now, Guid.NewGuid(), Ct);
        await rig.ExecuteAsync("update orders set sent_at = now()", Ct);

        Assert.False(await rig.Orders.CancelAsync(depot.Controller, id, Ct));
    }

    [Fact]
    public async Task Refuses_a_controller_that_is_unknown_or_revoked()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var depot = Guid.NewGuid();
        var identity = await rig.Registry.EnrolAsync(rig.Tenant, depot, 16, Ct);
        await rig.Registry.RevokeAsync(depot, Ct);

        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            rig.Orders.QueueAsync(identity.Controller, OrderKind.Open, 7, Now, Guid.NewGuid(), Ct));
        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            rig.Orders.QueueAsync(99, OrderKind.Open, 7, Now, Guid.NewGuid(), Ct));
    }
}
