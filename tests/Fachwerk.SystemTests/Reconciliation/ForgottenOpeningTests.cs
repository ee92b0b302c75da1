using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Reconciliation;

/// <summary>The fleet goes back behind the order of a remote opening.</summary>
public sealed class ForgottenOpeningTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Ends_as_unknown_once_its_deadline_has_passed()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var (_, opening, _) = await ForgottenAsync(rig);

        var early = await rig.ReconcileOnceAsync();
        var stateEarly = await rig.StateAsync(opening);
        await rig.PassDeadlineAsync(opening);
        var late = await rig.ReconcileOnceAsync();
        await rig.ReconcileOnceAsync();

        Assert.Equal(OpeningState.Sent, stateEarly);
        Assert.Equal(OpeningState.Unknown, await rig.StateAsync(opening));
        Assert.True(early.LookAgainAt > postgres.Time.GetUtcNow());
        Assert.Null(late.LookAgainAt);
        Assert.Single(await rig.LogAsync(AuditKinds.OpeningStep), one => one.Detail.Contains("Unknown"));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Is_what_the_journal_tells_in_the_end()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var (depot, opening, order) = await ForgottenAsync(rig);
        await rig.PassDeadlineAsync(opening);
        await rig.ReconcileAsync();
        var unknown = await rig.StateAsync(opening);

        var controller = depot.Identity.Controller;
        await rig.Tenants.Inbox.AddAsync(controller, 1, EventKind.OrderStarted, 2, Ct, order, (long)OrderKind.Open);
        await rig.Tenants.Inbox.AddAsync(controller, 2, EventKind.Pulsed, 2, Ct, 400, 900);
        await rig.RelayAsync();

        Assert.Equal(OpeningState.Unknown, unknown);
        Assert.Equal(OpeningState.Pulsed, await rig.StateAsync(opening));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Is_delivered_while_the_outbox_holds_it()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var image = await rig.TakeImageAsync(rig.Fleet);
        var opening = await rig.OpenAsync(depot.Id);

        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();
        await rig.RelayAsync();

        Assert.Equal(OpeningState.Queued, await rig.StateAsync(opening));
        Assert.Equal(1L, await OrdersAsync(rig, opening));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Expires_when_the_outbox_holds_it_too_long()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var opening = await rig.OpenAsync(depot.Id);
        await rig.Tenants.ExecuteAsync(rig.Tenant.Database,
            "update outbox set payload = replace(payload, '\"Deadline\":\"2', '\"Deadline\":\"1')", Ct);
        await rig.PassDeadlineAsync(opening);

        await rig.ReconcileAsync();
        var reconciled = await rig.StateAsync(opening);
        await rig.RelayAsync();

        Assert.Equal(OpeningState.Queued, reconciled);
        Assert.Equal(OpeningState.Expired, await rig.StateAsync(opening));
        Assert.Equal(0L, await OrdersAsync(rig, opening));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Is_left_to_a_fleet_that_knows_its_order()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var opening = await rig.OpenAsync(depot.Id);
        await rig.RelayAsync();
        await rig.PassDeadlineAsync(opening);

        await rig.ReconcileAsync();
        var reconciled = await rig.StateAsync(opening);
        await new OrderSteps(rig.Tenants.Fleet, new GatewayOptions { Node = "n" }).ExpireAsync(Ct);
        await rig.RelayAsync();

        Assert.Equal(OpeningState.Queued, reconciled);
        Assert.Equal(OpeningState.Expired, await rig.StateAsync(opening));
    }

    [Theory]
    [Trait("Promise", "G-04")]
    [InlineData(OrderStep.Acknowledged, OpeningState.Pulsed)]
    [InlineData(OrderStep.Expired, OpeningState.Expired)]
    public async Task Is_not_carried_out_late_by_a_fleet_that_holds_it_open_again(OrderStep end, OpeningState state)
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var opening = await rig.OpenAsync(depot.Id);
        await rig.RelayAsync();
        var (controller, order) = (depot.Identity.Controller, await rig.OrderOfAsync(opening));
        var image = await rig.TakeImageAsync(rig.Fleet);
        await EndAsync(rig, controller, order, end);
        var before = await rig.StateAsync(opening);
        var steps = (await rig.LogAsync(AuditKinds.OpeningStep)).Count;

        await rig.RestoreFleetAsync(image);
        await rig.PassDeadlineAsync(opening);
        await SpeakAsync(rig, controller);
        var orders = new OrderSteps(rig.Tenants.Fleet, new GatewayOptions { Node = "n" });
        var sent = await orders.SendNextAsync(controller, (uint)order - 1, Ct);
        await rig.ReconcileAsync();
        await orders.ExpireAsync(Ct);
        await rig.RelayAsync();

        Assert.Null(sent);
        Assert.Equal((state, state), (before, await rig.StateAsync(opening)));
        Assert.Equal(steps, (await rig.LogAsync(AuditKinds.OpeningStep)).Count);
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public async Task Is_sent_again_in_time_under_the_id_that_the_depot_remembers()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var opening = await rig.OpenAsync(depot.Id);
        await rig.RelayAsync();
        var (controller, order) = (depot.Identity.Controller, await rig.OrderOfAsync(opening));
        var image = await rig.TakeImageAsync(rig.Fleet);
        await EndAsync(rig, controller, order, OrderStep.Acknowledged);

        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();
        await rig.RelayAsync();
        await SpeakAsync(rig, controller);
        var sent = await new OrderSteps(rig.Tenants.Fleet, new GatewayOptions { Node = "n" })
            .SendNextAsync(controller, (uint)order - 1, Ct);

        Assert.Equal((uint)order, sent?.OrderId);
        Assert.Equal(1L, await OrdersAsync(rig, opening));
    }

    // Queued, sent, and forgotten by the fleet.
    private static async Task<(CreatedDepot Depot, OpeningId Opening, long Order)> ForgottenAsync(RestoredRig rig)
    {
        var depot = await rig.NewDepotAsync();
        var image = await rig.TakeImageAsync(rig.Fleet);
        var opening = await rig.OpenAsync(depot.Id);
        await rig.RelayAsync();
        var order = await rig.OrderOfAsync(opening);
        await rig.Tenants.Inbox.AddStepAsync(depot.Identity.Controller, order, OrderStep.Sent, Ct);
        await rig.RelayAsync();
        await rig.RestoreFleetAsync(image);
        return (depot, opening, order);
    }

    private static async Task EndAsync(RestoredRig rig, long controller, long order, OrderStep end)
    {
        await rig.Tenants.Inbox.AddStepAsync(controller, order, end, Ct, (long)OrderOutcome.Done, 1);
        await rig.RelayAsync();
    }

    // It has proved that it speaks now, to this node.
    private static Task SpeakAsync(RestoredRig rig, long controller) => rig.Tenants.ExecuteAsync(rig.Fleet, $"""
        select adopt_generation({controller});
        update controllers set floor_known = true, node = 'n', path = decode(repeat('00', 16), 'hex')
        where number = {controller}
        """, Ct);

    private static Task<long> OrdersAsync(RestoredRig rig, OpeningId opening) => rig.Tenants.ScalarAsync<long>(
        rig.Fleet, $"select count(*) from orders where idempotency_key = '{opening}'", Ct);
}
