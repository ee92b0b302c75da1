using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using OrderStep = Fachwerk.Backend.Outbox.OrderStep;

namespace Fachwerk.SystemTests.Reconciliation;

/// <summary>A depot tells again what a restored fleet asks it for; its tenant has most of it.</summary>
public sealed class ToldAgainTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task An_event_that_is_told_again_counts_once()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var controller = (await rig.NewDepotAsync()).Identity.Controller;
        await TellAsync(rig, controller, 1, 3);
        var image = await rig.TakeImageAsync(rig.Fleet);
        await TellAsync(rig, controller, 4, 6);

        await rig.RestoreFleetAsync(image);
        await TellAsync(rig, controller, 4, 8);

        Assert.Equal("1 2 3 4 5 6 7 8", await rig.EventsAsync());
        Assert.Null((await rig.Tenants.VerifyAuditAsync(rig.Tenant, Ct)).FirstBroken);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task An_event_counts_once_however_often_the_fleet_goes_back()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var controller = (await rig.NewDepotAsync()).Identity.Controller;
        await TellAsync(rig, controller, 1, 2);
        var older = await rig.TakeImageAsync(rig.Fleet);
        await TellAsync(rig, controller, 3, 4);
        var newer = await rig.TakeImageAsync(rig.Fleet);
        await TellAsync(rig, controller, 5, 6);

        await rig.RestoreFleetAsync(newer);
        await TellAsync(rig, controller, 5, 7);
        await rig.RestoreFleetAsync(older);
        await TellAsync(rig, controller, 3, 9);

        Assert.Equal("1 2 3 4 5 6 7 8 9", await rig.EventsAsync());
    }

    [Theory]
    [Trait("Promise", "B-02")]
    [InlineData(1)] // older than the fleet's image: what lies between stands in the fleet's inbox
    [InlineData(4)] // newer: what lies between was told again
    public async Task A_tenant_that_was_restored_too_has_each_event_once(int tenantsImageAt)
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var controller = (await rig.NewDepotAsync()).Identity.Controller;
        var (ofFleet, ofTenant) = ("", "");
        for (var number = 1; number <= 6; number++)
        {
            await TellAsync(rig, controller, number, number);
            ofFleet = number == 3 ? await rig.TakeImageAsync(rig.Fleet) : ofFleet;
            ofTenant = number == tenantsImageAt ? await rig.TakeImageAsync(rig.Tenant.Database) : ofTenant;
        }

        await rig.RestoreAsync(rig.Tenant.Database, ofTenant);
        await rig.RestoreFleetAsync(ofFleet);
        await TellAsync(rig, controller, 4, 7);

        Assert.Equal("1 2 3 4 5 6 7", await rig.EventsAsync());
    }

    [Fact]
    public async Task A_gap_of_events_that_the_tenant_has_is_none()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var controller = (await rig.NewDepotAsync()).Identity.Controller;
        await TellAsync(rig, controller, 1, 1);
        var image = await rig.TakeImageAsync(rig.Fleet);
        await TellAsync(rig, controller, 2, 5);

        // The depot's ring has 4 and later ones; a gap stands for 2 and 3.
        await rig.RestoreFleetAsync(image);
        await rig.Tenants.Inbox.AddAsync(controller, 3, EventKind.Gap, 0, Ct, 2);
        await TellAsync(rig, controller, 4, 6);

        Assert.Equal("1 2 3 4 5 6", await rig.EventsAsync());
        Assert.Empty(await rig.LogAsync("depot.gap"));
    }

    [Fact]
    public async Task Another_controller_of_the_depot_begins_at_one()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        await TellAsync(rig, depot.Identity.Controller, 1, 3);
        var later = await rig.Tenants.Services.GetRequiredService<ControllerRegistry>()
            .EnrolAsync(rig.Tenant.Number, depot.Id.Value, 8, Ct);

        await TellAsync(rig, later.Controller, 1, 2);

        Assert.Equal("1 2 3 1 2", await rig.EventsAsync());
    }

    [Fact]
    public async Task What_was_set_aside_is_not_tried_again_when_it_is_told_again()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var controller = (await rig.NewDepotAsync()).Identity.Controller;
        var image = await rig.TakeImageAsync(rig.Fleet);
        await TellPoisonAsync(rig, controller);

        await rig.RestoreFleetAsync(image);
        await TellPoisonAsync(rig, controller);
        await TellAsync(rig, controller, 2, 2);

        Assert.Single(await rig.LogAsync(AuditKinds.EventSetAside));
        Assert.Equal("2", await rig.EventsAsync());
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task A_step_that_is_told_again_counts_once()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var opening = await rig.OpenAsync(depot.Id);
        await rig.RelayAsync();
        var (controller, order) = (depot.Identity.Controller, await rig.OrderOfAsync(opening));
        for (var time = 0; time < 2; time++)
        {
            await rig.Tenants.Inbox.AddStepAsync(controller, order, OrderStep.Sent, Ct);
            await rig.Tenants.Inbox.AddStepAsync(
                controller, order, OrderStep.Acknowledged, Ct, (long)OrderOutcome.Done, 1);
            await rig.RelayAsync();
        }

        Assert.Equal("Queued Sent Pulsed", await StepsAsync(rig));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task What_the_tenant_knows_was_done_is_not_undone_by_a_fleet_that_has_forgotten_it()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var opening = await rig.OpenAsync(depot.Id);
        await rig.RelayAsync();
        var (controller, order) = (depot.Identity.Controller, await rig.OrderOfAsync(opening));
        await rig.Tenants.Inbox.AddStepAsync(controller, order, OrderStep.Sent, Ct);
        await rig.Tenants.Inbox.AddStepAsync(
            controller, order, OrderStep.Acknowledged, Ct, (long)OrderOutcome.Done, 1);
        await rig.RelayAsync();

        await rig.Tenants.Inbox.AddStepAsync(controller, order, OrderStep.Expired, Ct);
        await rig.RelayAsync();
        var afterExpired = await rig.StateAsync(opening);
        await rig.Tenants.Inbox.AddAsync(controller, 1, EventKind.OrderStarted, 2, Ct, order, (long)OrderKind.Open);
        await rig.Tenants.Inbox.AddAsync(controller, 2, EventKind.DoorBlocked, 2, Ct, 3);
        await rig.Tenants.Inbox.AddStepAsync(
            controller, order, OrderStep.Acknowledged, Ct, (long)OrderOutcome.Done, 1);
        await rig.RelayAsync();

        Assert.Equal(OpeningState.Pulsed, afterExpired);
        Assert.Equal(OpeningState.Blocked, await rig.StateAsync(opening));
    }

    [Fact]
    public async Task A_database_of_before_learns_from_its_log_what_it_has()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var controller = (await rig.NewDepotAsync()).Identity.Controller;
        var image = await rig.TakeImageAsync(rig.Fleet);
        await TellAsync(rig, controller, 1, 3);
        await rig.Tenants.ExecuteAsync(rig.Tenant.Database, """
            alter table relay_cursors drop column event;
            delete from "__EFMigrationsHistory" where "MigrationId" = '20261126_2_relay_events'
            """, Ct);

        await rig.Tenants.Services.GetRequiredService<TenantDatabases>().PrepareAsync(rig.Tenant.Database, Ct);
        await rig.RestoreFleetAsync(image);
        await TellAsync(rig, controller, 1, 4);

        Assert.Equal("1 2 3 4", await rig.EventsAsync());
    }

    private static async Task TellAsync(RestoredRig rig, long controller, int first, int last)
    {
        for (var number = first; number <= last; number++)
            await rig.Tenants.Inbox.AddAsync(controller, number, EventKind.DoorOpened, 1, Ct);
        await rig.RelayAsync();
    }

    // Without the code id that its kind demands.
    private static async Task TellPoisonAsync(RestoredRig rig, long controller)
    {
        await rig.Tenants.Inbox.AddAsync(controller, 1, EventKind.CodeAccepted, 1, Ct);
        for (var tries = 0; tries < EventRelay.TriesMax; tries++)
            await rig.Tenants.EventRelay.RunAsync(rig.Tenant, retry: true, Ct);
    }

    private static async Task<string> StepsAsync(RestoredRig rig) => await rig.Tenants.ScalarAsync<string>(
        rig.Tenant.Database, """
        select string_agg(detail::json ->> 'step', ' ' order by number)
        from audit_entries where kind = 'opening.step'
        """, Ct);
}
