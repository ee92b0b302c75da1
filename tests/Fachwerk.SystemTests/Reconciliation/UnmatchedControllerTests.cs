using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Reconciliation;

/// <summary>Controllers that only one of fleet and tenant knows after one of them went back in time.</summary>
public sealed class UnmatchedControllerTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task One_that_the_fleet_has_forgotten_is_told_once_and_nothing_goes_on_waiting_for_it()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var image = await rig.TakeImageAsync(rig.Fleet);
        var depot = await rig.NewDepotAsync();
        var code = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();

        await rig.RestoreFleetAsync(image);
        var opening = await rig.OpenAsync(depot.Id);
        await rig.ReconcileAsync();
        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();
        for (var tries = 0; tries < OutboxRelay.TriesMax; tries++)
        {
            await rig.RelayAsync();
            await rig.Tenants.ExecuteAsync(
                rig.Tenant.Database, "update outbox set not_before = now() - interval '1 s'", Ct);
        }

        Assert.Single(await rig.LogAsync(AuditKinds.ControllerForgotten));
        Assert.Equal(CodeState.Failed, (await rig.StatesAsync(depot.Id))[code.Id]);
        Assert.Equal(OpeningState.Failed, await rig.StateAsync(opening));
        Assert.Equal(0L, await rig.Tenants.ScalarAsync<long>(rig.Tenant.Database, "select count(*) from outbox", Ct));
        Assert.Equal(RelayResult.Idle, (await rig.ReconcileOnceAsync()).Result);
    }

    [Fact]
    public async Task One_that_the_tenant_has_forgotten_is_told_once()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var image = await rig.TakeImageAsync(rig.Tenant.Database);
        var depot = await rig.NewDepotAsync();
        await MakeOldAsync(rig);
        await rig.RestoreAsync(rig.Tenant.Database, image);

        for (var time = 0; time < 2; time++)
        {
            await rig.Tenants.Services.GetRequiredService<TableInventory>().NoteRecoveryAsync("acme", Ct);
            await rig.ReconcileAsync();
        }

        var entry = Assert.Single(await rig.LogAsync(AuditKinds.ControllerUnknown));
        Assert.Equal(depot.Id, entry.Depot);
        Assert.True(await IsActiveAsync(rig, depot.Identity.Controller));
    }

    [Fact]
    [Trait("Promise", "F-03")]
    public async Task One_that_was_replaced_after_the_image_is_revoked_again()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        await MakeOldAsync(rig);
        var image = await rig.TakeImageAsync(rig.Fleet);
        var later = await rig.Tenants.Services.GetRequiredService<ControllerRegistry>()
            .EnrolAsync(rig.Tenant.Number, depot.Id.Value, 8, Ct);
        await rig.Tenants.ExecuteAsync(
            rig.Tenant.Database, $"update depots set controller = {later.Controller}", Ct);

        await rig.RestoreFleetAsync(image);
        var restored = await IsActiveAsync(rig, depot.Identity.Controller);
        await rig.ReconcileAsync();

        Assert.True(restored);
        Assert.False(await IsActiveAsync(rig, depot.Identity.Controller));
    }

    [Fact]
    public async Task One_whose_keys_cannot_be_read_does_not_hold_up_the_others()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var (sick, well) = (await rig.NewDepotAsync(), await rig.NewDepotAsync());
        var image = await rig.TakeImageAsync(rig.Fleet);
        await rig.IssueAsync(sick.Id);
        var code = await rig.IssueAsync(well.Id);
        await rig.RelayAsync();
        await rig.RestoreFleetAsync(image);
        await rig.Tenants.ExecuteAsync(rig.Fleet,
            $"update controller_keys set code = '\\x00' where controller = {sick.Identity.Controller}", Ct);

        await rig.ReconcileAsync();

        Assert.Equal(sick.Id, Assert.Single(await rig.LogAsync(AuditKinds.TableNotRestored)).Depot);
        Assert.Equal(await rig.NumberOfAsync(code.Id), await rig.CodesInTableAsync(well.Identity.Controller));
    }

    private static Task MakeOldAsync(RestoredRig rig) => rig.Tenants.ExecuteAsync(
        rig.Fleet, "update controllers set enrolled_at = now() - interval '1 hour'", Ct);

    private static Task<bool> IsActiveAsync(RestoredRig rig, long controller) => rig.Tenants.ScalarAsync<bool>(
        rig.Fleet, $"select active from controllers where number = {controller}", Ct);
}
