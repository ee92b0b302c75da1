using System.Text.Json;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Reconciliation;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Depots;

/// <summary>Events and check-ins tell how doors stand: the newer one is right, a difference goes on record.</summary>
public sealed class DoorComparisonTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-06")]
    [Trait("Promise", "L-04")]
    public async Task A_door_whose_closing_was_lost_is_closed_by_the_next_check_in_and_that_is_on_record()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await OpenAsync(rig);

        await CheckInAsync(rig, depot, lastEvent: 2, open: 0);
        await RenewAsync(rig, tenant);

        var seven = await ShowAsync(rig, tenant, depot);
        Assert.Equal((DoorState.Closed, ProcessState.Ready), (seven.Door, seven.Process));
        var entry = Assert.Single(await rig.LogAsync(tenant, Ct), one => one.Kind == AuditKinds.DoorCorrected);
        Assert.Equal(depot.Id, entry.Depot);
        Assert.Equal((short)7, entry.Compartment);
        Assert.Equal(Actor.System, entry.Actor);
        var detail = JsonSerializer.Deserialize<Dictionary<string, string>>(entry.Detail)!;
        Assert.Equal(("Closed", "Open", "Ready", "InUse"),
            (detail["door"], detail["doorBefore"], detail["process"], detail["processBefore"]));
        Assert.Null((await rig.VerifyAuditAsync(tenant, Ct)).FirstBroken);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public async Task What_is_in_line_is_not_corrected_again()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await OpenAsync(rig);
        await CheckInAsync(rig, depot, lastEvent: 2, open: 0);

        await RenewAsync(rig, tenant);
        await RenewAsync(rig, tenant);

        Assert.Single(await rig.LogAsync(tenant, Ct), one => one.Kind == AuditKinds.DoorCorrected);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public async Task A_check_in_that_is_older_than_the_events_says_nothing()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await OpenAsync(rig);

        await CheckInAsync(rig, depot, lastEvent: 1, open: 0);
        await RenewAsync(rig, tenant);

        Assert.Equal(DoorState.Open, (await ShowAsync(rig, tenant, depot)).Door);
        Assert.DoesNotContain(await rig.LogAsync(tenant, Ct), one => one.Kind == AuditKinds.DoorCorrected);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public async Task While_events_are_on_their_way_the_check_in_is_shown_and_nothing_is_corrected()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await OpenAsync(rig);

        await CheckInAsync(rig, depot, lastEvent: 3, open: 0);
        var behind = await RenewAsync(rig, tenant);
        var shown = (await ShowAsync(rig, tenant, depot)).Door;
        await rig.Inbox.AddAsync(depot.Identity.Controller, 3, EventKind.DoorClosed, 7, Ct, 5);
        await rig.RelayAsync(tenant, Ct);
        var inLine = await RenewAsync(rig, tenant);

        Assert.Equal(DoorState.Closed, shown);
        Assert.Equal([depot.Identity.Controller], behind.Behind);
        Assert.Empty(inLine.Behind);
        Assert.DoesNotContain(await rig.LogAsync(tenant, Ct), one => one.Kind == AuditKinds.DoorCorrected);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public async Task A_late_event_does_not_overwrite_a_newer_check_in()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await OpenAsync(rig);
        var controller = depot.Identity.Controller;

        // The depot had closed and opened the door again, and lost the last event, before the first of them arrives.
        await CheckInAsync(rig, depot, lastEvent: 4, open: 1 << 6);
        await rig.Inbox.AddAsync(controller, 3, EventKind.DoorClosed, 7, Ct, 5);
        await rig.RelayAsync(tenant, Ct);
        await RenewAsync(rig, tenant);
        var onTheWay = (await ShowAsync(rig, tenant, depot)).Door;
        await rig.Inbox.AddAsync(controller, 4, EventKind.Gap, 0, Ct, 1);
        await rig.RelayAsync(tenant, Ct);
        await RenewAsync(rig, tenant);

        var seven = await ShowAsync(rig, tenant, depot);
        Assert.Equal(DoorState.Open, onTheWay);
        Assert.Equal((DoorState.Open, ProcessState.InUse), (seven.Door, seven.Process));
        Assert.Single(await rig.LogAsync(tenant, Ct), one => one.Kind == AuditKinds.DoorCorrected);
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public async Task A_door_that_the_depot_does_not_know_is_shown_so_and_is_no_difference()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await OpenAsync(rig);

        await CheckInAsync(rig, depot, lastEvent: 2, open: 0, unknown: 1 << 6);
        await RenewAsync(rig, tenant);

        Assert.Equal(DoorState.Unknown, (await ShowAsync(rig, tenant, depot)).Door);
        Assert.DoesNotContain(await rig.LogAsync(tenant, Ct), one => one.Kind == AuditKinds.DoorCorrected);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public async Task A_restart_ends_what_was_released()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await MakeAsync(rig);
        await rig.Inbox.AddAsync(depot.Identity.Controller, 1, EventKind.CodeAccepted, 7, Ct, 1);
        await rig.Inbox.AddAsync(depot.Identity.Controller, 2, EventKind.Booted, 0, Ct, 1, 2, 3);

        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(ProcessState.Ready, (await ShowAsync(rig, tenant, depot)).Process);
    }

    private static async Task<(Tenant Tenant, CreatedDepot Depot)> MakeAsync(TenantRig rig)
    {
        var tenant = await rig.NewTenantAsync("doors", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        return (tenant, depot);
    }

    private static async Task<(Tenant Tenant, CreatedDepot Depot)> OpenAsync(TenantRig rig)
    {
        var (tenant, depot) = await MakeAsync(rig);
        await rig.Inbox.AddAsync(depot.Identity.Controller, 1, EventKind.CodeAccepted, 7, Ct, 1);
        await rig.Inbox.AddAsync(depot.Identity.Controller, 2, EventKind.DoorOpened, 7, Ct);
        await rig.RelayAsync(tenant, Ct);
        return (tenant, depot);
    }

    // What the gateway writes of a check-in, Commit.sql.
    private static Task CheckInAsync(TenantRig rig, CreatedDepot depot, int lastEvent, int open, int unknown = 0) =>
        rig.ExecuteAsync(rig.Fleet.Name, $"""
            update controllers
            set last_contact = now(), last_check_in = now(), last_event = {lastEvent},
                open_doors = '\x{open:x2}', unknown_doors = '\x{(unknown == 0 ? "" : $"{unknown:x2}")}'
            where number = {depot.Identity.Controller}
            """, Ct);

    private static Task<Renewed> RenewAsync(TenantRig rig, Tenant tenant) =>
        rig.Services.GetRequiredService<TenantRenewal>().RunTurnAsync(tenant, 0, null, Ct);

    private static async Task<CompartmentView> ShowAsync(TenantRig rig, Tenant tenant, CreatedDepot depot) =>
        TenantRig.Value(await rig.InAsync<ShowDepot, Outcome<DepotView>>(
            tenant, show => show.HandleAsync(depot.Id, Ct))).Compartments[6];
}
