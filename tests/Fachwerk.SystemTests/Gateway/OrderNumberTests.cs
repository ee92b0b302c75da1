using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>The partial IVs of orders: none is used twice under one key, whatever comes (SPEC.md §5).</summary>
[Trait("Promise", "G-01")]
[Trait("Promise", "G-04")]
public sealed class OrderNumberTests(PostgresFixture postgres)
{
    private const string Sends = "select sends from orders";
    private const int SendsAtOnce = 16;
    private const int MoreTelegrams = 5;
    private const long Half = 1L << 23;
    private const long Last = (1L << 24) - 2;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public async Task A_generation_ends_before_the_numbers_of_the_next_one(int generation)
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await UseUpAsync(rig, generation, Last - 1);

        await QueueAsync(rig, depot);
        var last = await depot.ReceiveOrderAsync(Ct);
        await depot.AnswerAsync(last, OrderOutcome.Done, 0, Ct);
        await rig.UntilAsync("select orders_open from controllers", 0, Ct);
        await QueueAsync(rig, depot);
        await depot.AskAsync(depot.CheckIn(), Ct);

        Assert.Equal(((long)generation << 24) + Last, last.Sequence);
        Assert.InRange(last.Sequence, 0, Limits.GatewayPartialIvMax);
        Assert.True(await depot.HearsNothingAsync(Quiet, Ct));
    }

    [Fact]
    public async Task From_half_of_the_numbers_on_the_depot_is_asked_for_the_next_epoch_and_they_begin_again()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await UseUpAsync(rig, 3, Half);
        await QueueAsync(rig, depot);
        await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.Done, 0, Ct);
        await rig.UntilAsync("select orders_open from controllers", 0, Ct);

        var asked = await depot.AskAsync(depot.CheckIn(), Ct);
        depot.StepTo(1);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await QueueAsync(rig, depot);
        var order = await depot.ReceiveOrderAsync(Ct);

        Assert.Equal(1, asked.CheckIn().MinimumEpoch);
        Assert.Equal((3L << 24) + 1, order.Sequence);
    }

    // A depot with its own key, in other hands: each of its telegrams and answers would bring another sending. How many
    // come of one telegram is a matter of turns; without a time of the first, no second passes for the order.
    [Fact]
    [Trait("Promise", "G-02")]
    public async Task A_depot_gets_an_order_sixteen_times_and_then_once_a_second_whatever_it_says()
    {
        await using var rig = await GatewayRig.StartAsync(postgres, Ct);
        using var depot = await rig.EnrolAsync(Ct);
        await rig.Fleet.ExecuteAsync("""
            create function forget() returns trigger language plpgsql as
                $$ begin new.sent_at := null; return new; end $$;
            create trigger forgets before update on orders for each row execute function forget();
            """, Ct);
        await QueueAsync(rig, depot);

        for (var i = 0; i < SendsAtOnce; i++)
        {
            await depot.AskAsync(depot.CheckIn(), Ct);
            await depot.AnswerAsync(await depot.ReceiveOrderAsync(Ct), OrderOutcome.ClockUnknown, 0, Ct);
        }

        await rig.UntilAsync(Sends, SendsAtOnce, Ct);
        for (var i = 0; i < MoreTelegrams; i++)
            await depot.AskAsync(depot.CheckIn(), Ct);
        var sends = await rig.Fleet.ScalarAsync<int>(Sends, Ct);
        var isSilent = !depot.HasMore;
        await rig.Fleet.ExecuteAsync("""
            drop trigger forgets on orders;
            update orders set sent_at = now() - interval '1 s'
            """, Ct);
        await depot.AskAsync(depot.CheckIn(), Ct);
        await depot.ReceiveOrderAsync(Ct);

        Assert.Equal((SendsAtOnce, true), (sends, isSilent));
    }

    private static Task UseUpAsync(GatewayRig rig, int generation, long numbers) => rig.Fleet.ExecuteAsync($"""
        update master set generation = {generation};
        update controllers
        set generation = {generation}, order_sequence = ({generation}::bigint << 24) + {numbers},
            last_order_id = {generation}::bigint << 24;
        """, Ct);

    private static Task<long> QueueAsync(GatewayRig rig, FakeController depot) => rig.Fleet.Orders.QueueAsync(
        depot.Controller, OrderKind.Open, 7, Long, Guid.NewGuid(), Ct);
}
