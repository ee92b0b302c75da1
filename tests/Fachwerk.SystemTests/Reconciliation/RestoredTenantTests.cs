using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using OrderStep = Fachwerk.Backend.Outbox.OrderStep;

namespace Fachwerk.SystemTests.Reconciliation;

/// <summary>The tenant's database alone goes back in time.</summary>
public sealed class RestoredTenantTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Promise", "B-02")]
    [InlineData(false)]
    [InlineData(true)] // the fleet has tidied away that the code was ever there
    public async Task A_code_that_was_revoked_after_the_image_stays_revoked(bool isTidied)
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var controller = depot.Identity.Controller;
        var code = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        var image = await rig.TakeImageAsync(rig.Tenant.Database);
        await rig.RevokeAsync(depot.Id, code.Id);
        await rig.RelayAsync();
        await rig.CheckInAsync();
        await TidyAsync(rig, isTidied);

        await RestoreTenantAsync(rig, image);
        var restored = (await rig.StatesAsync(depot.Id))[code.Id];
        await rig.ReconcileAsync();

        Assert.Equal(CodeState.OnDepot, restored);
        Assert.Equal(CodeState.Removed, (await rig.StatesAsync(depot.Id))[code.Id]);
        Assert.Equal("", await rig.CodesInTableAsync(controller));
        Assert.Equal(Actor.System, Assert.Single(await rig.LogAsync(AuditKinds.CodeRevoked)).Actor);
    }

    [Fact]
    [Trait("Promise", "B-02")]
    public async Task A_code_that_was_issued_after_the_image_is_taken_out_because_nobody_could_revoke_it()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var known = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        var image = await rig.TakeImageAsync(rig.Tenant.Database);
        await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();

        await RestoreTenantAsync(rig, image);
        await rig.ReconcileAsync();

        Assert.Equal(await rig.NumberOfAsync(known.Id), await rig.CodesInTableAsync(depot.Identity.Controller));
        Assert.Contains("\"codesUnknown\":1",
            Assert.Single(await rig.LogAsync(AuditKinds.TableRestored)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task An_opening_that_was_delivered_after_the_image_is_not_called_expired()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var opening = await rig.OpenAsync(depot.Id);
        await rig.Tenants.ExecuteAsync(rig.Tenant.Database,
            "update outbox set payload = replace(payload, '\"Deadline\":\"2', '\"Deadline\":\"1')", Ct);
        var late = await rig.TakeImageAsync(rig.Tenant.Database);
        await rig.Tenants.ExecuteAsync(rig.Tenant.Database,
            "update outbox set payload = replace(payload, '\"Deadline\":\"1', '\"Deadline\":\"2')", Ct);
        await rig.RelayAsync();
        var (controller, order) = (depot.Identity.Controller, await rig.OrderOfAsync(opening));
        await rig.Tenants.Inbox.AddStepAsync(controller, order, OrderStep.Sent, Ct);
        await rig.Tenants.Inbox.AddStepAsync(
            controller, order, OrderStep.Acknowledged, Ct, (long)OrderOutcome.Done, 1);
        await rig.RelayAsync();

        await RestoreTenantAsync(rig, late);
        await rig.PassDeadlineAsync(opening);
        await rig.ReconcileAsync();
        await rig.RelayAsync();

        Assert.Equal(OpeningState.Pulsed, await rig.StateAsync(opening));
    }

    [Fact]
    [Trait("Promise", "B-02")]
    public async Task Is_compared_only_once_it_is_said_to_be_restored()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var inventory = rig.Tenants.Services.GetRequiredService<TableInventory>();
        var before = await inventory.AgeAsync(Ct);

        var isNoted = await inventory.NoteRecoveryAsync("acme", Ct);
        var isNotedOfNobody = await inventory.NoteRecoveryAsync("nobody", Ct);
        var after = await inventory.AgeAsync(Ct);

        Assert.Equal((true, false), (isNoted, isNotedOfNobody));
        Assert.NotEqual(before, after);
    }

    [Fact]
    [Trait("Promise", "B-02")]
    public async Task When_both_went_back_a_revocation_that_one_of_them_knows_holds()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var (one, two) = (await rig.IssueAsync(depot.Id), await rig.IssueAsync(depot.Id));
        await rig.RelayAsync();
        var ofTenant = await rig.TakeImageAsync(rig.Tenant.Database);
        await rig.RevokeAsync(depot.Id, one.Id);
        await rig.RelayAsync();
        var ofFleet = await rig.TakeImageAsync(rig.Fleet);
        await rig.RevokeAsync(depot.Id, two.Id);
        await rig.RelayAsync();

        await rig.RestoreAsync(rig.Tenant.Database, ofTenant);
        await rig.RestoreFleetAsync(ofFleet);
        await rig.ReconcileAsync();

        // That the second one was revoked, both have forgotten.
        Assert.Equal(await rig.NumberOfAsync(two.Id), await rig.CodesInTableAsync(depot.Identity.Controller));
        Assert.Single(await rig.LogAsync(AuditKinds.CodeRevoked));
    }

    [Fact]
    [Trait("Promise", "S-07")]
    public async Task A_session_that_ended_after_the_image_does_not_come_back()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        await rig.ReconcileAsync();
        await rig.Tenants.InAsync<CreateUser, Outcome<Guid>>(
            rig.Tenant, create => create.HandleAsync("first", "sehr geheimes Wort", Actor.System, Ct));
        await rig.Tenants.ExecuteAsync(rig.Tenant.Database, """
            insert into sessions (id, user_id, stamp, created_at, seen_at, ends_at, address, device)
            select 'a', id, security_stamp, now(), now(), now() + interval '1 h', '', '' from users
            """, Ct);
        var image = await rig.TakeImageAsync(rig.Tenant.Database);
        await rig.Tenants.ExecuteAsync(rig.Tenant.Database, "delete from sessions", Ct);

        await RestoreTenantAsync(rig, image);
        var restored = await EndedAsync(rig);
        await rig.ReconcileAsync();

        Assert.Empty(restored);
        Assert.Equal(["a"], await EndedAsync(rig));
    }

    private static Task<IReadOnlyList<string>> EndedAsync(RestoredRig rig) =>
        rig.Tenants.Services.GetRequiredService<SessionLooks>().EndedAsync(rig.Tenant, ["a"], Ct);

    private static async Task RestoreTenantAsync(RestoredRig rig, string image)
    {
        await rig.RestoreAsync(rig.Tenant.Database, image);
        await rig.Tenants.Services.GetRequiredService<TableInventory>().NoteRecoveryAsync("acme", Ct);
    }

    private async Task TidyAsync(RestoredRig rig, bool isTidied)
    {
        using var housekeeping = new FleetHousekeeping(
            rig.Tenants.Fleet, postgres.Time, NullLogger<FleetHousekeeping>.Instance);
        await rig.Tenants.ExecuteAsync(
            rig.Fleet, "update table_changes set applied_at = now() - interval '15 days'", Ct);
        await (isTidied ? housekeeping.RunOnceAsync(Ct) : Task.CompletedTask);
    }
}
