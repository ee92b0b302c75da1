using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Xunit;

namespace Fachwerk.SystemTests.Depots;

public sealed class RemoteOpeningTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-04")]
    [Trait("Promise", "L-04")]
    public async Task Shows_each_step_from_queued_to_closed()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot, opening, order) = await RequestAsync(rig);
        var controller = depot.Identity.Controller;
        var seen = new List<OpeningState> { (await ShowAsync(rig, tenant, opening)).State };

        async Task TakeAsync(Task happening)
        {
            await happening;
            await rig.RelayAsync(tenant, Ct);
            seen.Add((await ShowAsync(rig, tenant, opening)).State);
        }

        await TakeAsync(rig.Inbox.AddStepAsync(controller, order, OrderStep.Sent, Ct));
        await TakeAsync(rig.Inbox.AddStepAsync(
            controller, order, OrderStep.Acknowledged, Ct, (long)OrderOutcome.Started, 1));
        await TakeAsync(rig.Inbox.AddAsync(controller, 1, EventKind.OrderStarted, 2, Ct, order, (long)OrderKind.Open));
        await TakeAsync(rig.Inbox.AddAsync(controller, 2, EventKind.Pulsed, 2, Ct, 400, 900));
        await TakeAsync(rig.Inbox.AddAsync(controller, 3, EventKind.DoorOpened, 2, Ct));
        await TakeAsync(rig.Inbox.AddAsync(controller, 4, EventKind.DoorClosed, 2, Ct, 12));

        Assert.Equal(
        [
            OpeningState.Queued, OpeningState.Sent, OpeningState.Acknowledged, OpeningState.Acknowledged,
            OpeningState.Pulsed, OpeningState.DoorOpen, OpeningState.DoorClosed
        ], seen);
        Assert.All((await ShowAsync(rig, tenant, opening)).Steps, step => Assert.NotNull(step.At));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Is_unknown_when_it_was_sent_and_nothing_came_back_until_the_journal_tells()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot, opening, order) = await RequestAsync(rig);
        var controller = depot.Identity.Controller;
        await rig.Inbox.AddStepAsync(controller, order, OrderStep.Sent, Ct);
        await rig.Inbox.AddStepAsync(controller, order, OrderStep.Expired, Ct);
        await rig.RelayAsync(tenant, Ct);
        var silent = (await ShowAsync(rig, tenant, opening)).State;

        await rig.Inbox.AddAsync(controller, 1, EventKind.OrderStarted, 2, Ct, order, (long)OrderKind.Open);
        await rig.Inbox.AddAsync(controller, 2, EventKind.Pulsed, 2, Ct, 400, 900);
        await rig.Inbox.AddAsync(controller, 3, EventKind.DoorOpened, 2, Ct);
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(OpeningState.Unknown, silent);
        Assert.Equal(OpeningState.DoorOpen, (await ShowAsync(rig, tenant, opening)).State);
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Takes_no_credit_for_a_door_that_a_code_opened()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot, opening, order) = await RequestAsync(rig);
        var controller = depot.Identity.Controller;
        await rig.Inbox.AddAsync(controller, 1, EventKind.OrderStarted, 2, Ct, order, (long)OrderKind.Open);
        await rig.Inbox.AddAsync(controller, 2, EventKind.OrderFinished, 2, Ct, order, (long)OrderOutcome.Failed);
        await rig.Inbox.AddAsync(controller, 3, EventKind.CodeAccepted, 2, Ct, 77);
        await rig.Inbox.AddAsync(controller, 4, EventKind.Pulsed, 2, Ct, 400, 900);
        await rig.Inbox.AddAsync(controller, 5, EventKind.DoorOpened, 2, Ct);

        await rig.RelayAsync(tenant, Ct);

        var view = await ShowAsync(rig, tenant, opening);
        Assert.Equal(OpeningState.Failed, view.State);
        Assert.Null(view.Steps.Single(step => step.Step == OpeningState.Pulsed).At);
    }

    [Theory]
    [Trait("Promise", "L-04")]
    [InlineData("", 1, "reason-missing")]
    [InlineData("   ", 1, "reason-missing")]
    [InlineData("Paket klemmt", 0, "compartment-unknown")]
    [InlineData("Paket klemmt", 9, "compartment-unknown")]
    public async Task Refuses_what_makes_no_sense(string reason, int compartment, string refusal)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);

        var outcome = await rig.InAsync<OpenCompartment, Outcome<OpeningId>>(tenant, open => open.HandleAsync(
            new OpenRequest(depot.Id, compartment, reason, OpenWhen.Now, Guid.NewGuid()), Ct));

        Assert.Equal(refusal, TenantRig.CodeOf(outcome));
    }

    [Fact]
    [Trait("Promise", "S-03")]
    public async Task Finds_no_depot_of_another_tenant()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var acme = await rig.NewTenantAsync("acme", Ct);
        var other = await rig.NewTenantAsync("other", Ct);
        var depot = await rig.NewDepotAsync(other, Ct);

        var open = await rig.InAsync<OpenCompartment, Outcome<OpeningId>>(acme, one => one.HandleAsync(
            new OpenRequest(depot.Id, 1, "Versuch", OpenWhen.Now, Guid.NewGuid()), Ct));
        var show = await rig.InAsync<ShowDepot, Outcome<DepotView>>(acme, one => one.HandleAsync(depot.Id, Ct));

        Assert.Equal(("depot-unknown", "depot-unknown"), (TenantRig.CodeOf(open), TenantRig.CodeOf(show)));
    }

    [Fact]
    [Trait("Promise", "L-04")]
    public async Task Keeps_who_asked_and_why_in_the_log()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, _, opening, _) = await RequestAsync(rig);

        var entry = (await rig.LogAsync(tenant, Ct)).Single(one => one.Kind == AuditKinds.OpeningRequested);

        Assert.StartsWith("user:", entry.Actor, StringComparison.Ordinal);
        var detail = JsonDocument.Parse(entry.Detail).RootElement;
        Assert.Equal("Paket klemmt <b>", detail.GetProperty("reason").GetString());
        Assert.Equal(opening.Value, detail.GetProperty("opening").GetGuid());
    }

    private static async Task<(Tenant, CreatedDepot, OpeningId, long)> RequestAsync(TenantRig rig)
    {
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        var opening = TenantRig.Value(await rig.InAsync<OpenCompartment, Outcome<OpeningId>>(
            tenant, open => open.HandleAsync(
                new OpenRequest(depot.Id, 2, "Paket klemmt <b>", OpenWhen.Now, Guid.NewGuid()), Ct)));
        await rig.RelayAsync(tenant, Ct);
        var order = await rig.ScalarAsync<long>(tenant.Database, "select order_id from remote_openings", Ct);
        return (tenant, depot, opening, order);
    }

    private static async Task<OpeningView> ShowAsync(TenantRig rig, Tenant tenant, OpeningId opening) =>
        TenantRig.Value(await rig.InAsync<ListOpenings, Outcome<OpeningView>>(
            tenant, list => list.HandleAsync(opening, Ct)));
}
