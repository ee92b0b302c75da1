using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>Until when an order is sent, and until when the depot may carry out what was sent.</summary>
[Trait("Promise", "G-04")]
[Trait("Promise", "D-10")]
public sealed class OrderDeadlineTests(PostgresFixture postgres)
{
    private const string Now = "extract(epoch from now())";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_not_sent_once_its_deadline_has_passed_though_nobody_has_closed_it_yet()
    {
        await using var rig = await MakeAsync();
        var late = await QueueAsync(rig, TimeSpan.FromMinutes(1));
        await rig.ExecuteAsync("update orders set deadline = now() - interval '1 ms'", Ct);
        var next = await QueueAsync(rig, TimeSpan.FromMinutes(1));

        var sending = await SendAsync(rig, 0);
        var after = await SendAsync(rig, (uint)next);

        Assert.Equal((uint)next, sending!.OrderId);
        Assert.Null(after);
        Assert.Equal(0, await rig.ScalarAsync<int>($"select sends from orders where order_id = {late}", Ct));
        Assert.True(await rig.ScalarAsync<bool>($"select sent_at is null from orders where order_id = {late}", Ct));
    }

    [Fact]
    public async Task Is_not_repeated_once_its_deadline_has_passed()
    {
        await using var rig = await MakeAsync();
        await QueueAsync(rig, TimeSpan.FromMinutes(1));
        var first = await SendAsync(rig, 0);
        await rig.ExecuteAsync("update orders set deadline = now() - interval '1 ms'", Ct);

        Assert.NotNull(first);
        Assert.Null(await SendAsync(rig, 0));
        Assert.Equal(1, await rig.ScalarAsync<int>("select sends from orders", Ct));
    }

    // A depot that is offline when it is sent may hear it later: 30 s, whatever the operator allowed.
    [Theory]
    [InlineData(31)]
    [InlineData(120)]
    [InlineData(86_400)]
    public async Task May_be_carried_out_for_30_seconds_from_each_sending(int deadlineSeconds)
    {
        await using var rig = await MakeAsync();
        await QueueAsync(rig, TimeSpan.FromSeconds(deadlineSeconds));

        var before = await rig.ScalarAsync<decimal>($"select {Now}", Ct);
        var first = await SendAsync(rig, 0);
        var between = await rig.ScalarAsync<decimal>($"select {Now}", Ct);
        await rig.ExecuteAsync("update orders set deadline = now() + interval '1 day', sent_at = now()", Ct);
        var second = await SendAsync(rig, 0);
        var after = await rig.ScalarAsync<decimal>($"select {Now}", Ct);

        Assert.InRange(first!.NotAfter, (long)before + 30, (long)between + 31);
        Assert.InRange(second!.NotAfter, (long)between + 30, (long)after + 31);
        Assert.True(first.IsFirst);
        Assert.False(second.IsFirst);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(29)]
    public async Task Is_never_to_be_carried_out_after_the_operators_deadline(int deadlineSeconds)
    {
        await using var rig = await MakeAsync();
        await QueueAsync(rig, TimeSpan.FromSeconds(deadlineSeconds));

        var sending = await SendAsync(rig, 0);

        var deadline = await rig.ScalarAsync<decimal>("select extract(epoch from deadline) from orders", Ct);
        Assert.InRange(sending!.NotAfter, (long)deadline, (long)deadline + 1);
    }

    // A controller whose telegram this node has committed.
    private async Task<FleetRig> MakeAsync()
    {
        var rig = await FleetRig.MakeAsync(postgres, Ct);
        await rig.EnrolAsync(Ct);
        await rig.ExecuteAsync("update controllers set node = 'any', path = '\\x01'", Ct);
        return rig;
    }

    private static async Task<long> QueueAsync(FleetRig rig, TimeSpan deadline) => await rig.Orders.QueueAsync(
        await rig.ScalarAsync<long>("select number from controllers", Ct), OrderKind.Open, 7, deadline,
        Guid.NewGuid(), Ct);

    private static async Task<OrderSending?> SendAsync(FleetRig rig, uint above) =>
        await new OrderSteps(rig.Database, new GatewayOptions { Node = "any" })
            .SendNextAsync(await rig.ScalarAsync<long>("select number from controllers", Ct), above, Ct);
}
