using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Reconciliation;

/// <summary>The fleet's database was put back and nobody said so.</summary>
public sealed class UnnoticedRestoreTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_that_has_seen_a_higher_generation_tells_the_fleet_that_it_went_back()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        await rig.NewDepotAsync();
        var image = await rig.TakeImageAsync(rig.Fleet);
        await rig.RestoreFleetAsync(image);
        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();

        // A copy of its files, with the same object ids; and the nodes' folders are new.
        await rig.RestoreAsync(rig.Fleet, image);
        await rig.Tenants.ExecuteAsync(rig.Fleet, """
            update master set database_oid = (select oid from pg_database where datname = current_database())
            """, Ct);
        rig.ForgetNodes();
        var reached = await rig.ReconcileOnceAsync();
        using var generation = rig.Generation();
        await generation.WitnessAsync(reached.SeenGeneration!.Value, Ct);

        Assert.Equal((RelayResult.Waiting, 2), (reached.Result, reached.SeenGeneration?.Generation));
        Assert.Equal(3, await rig.Tenants.ScalarAsync<short>(rig.Fleet, "select generation from master", Ct));
        Assert.Equal(RelayResult.Idle, (await rig.ReconcileOnceAsync()).Result);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task A_node_that_has_seen_another_beginning_of_the_generation_raises_it_once_more()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var image = await rig.TakeImageAsync(rig.Fleet);
        await rig.RestoreFleetAsync(image);

        rig.ForgetNodes();
        await rig.RestoreFleetAsync(image);
        var (again, _) = await GenerationAsync(rig);
        using var former = rig.FormerGeneration();
        await former.WitnessAsync(default, Ct);
        await former.WitnessAsync(default, Ct);
        using var present = rig.Generation();
        await present.WitnessAsync(default, Ct);

        Assert.Equal((1, 2), (again, (await GenerationAsync(rig)).Generation));
    }

    // All nodes were restored with the fleet's database, the tenant was not.
    [Fact]
    [Trait("Promise", "H-04")]
    public async Task A_tenant_that_has_seen_another_beginning_of_the_generation_tells_so_and_its_revocations_hold()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var code = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        var image = await rig.TakeImageAsync(rig.Fleet);
        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();
        await rig.RevokeAsync(depot.Id, code.Id);
        await rig.RelayAsync();

        rig.ForgetNodes();
        await rig.RestoreFleetAsync(image);
        var (again, _) = await GenerationAsync(rig);
        var reached = await rig.ReconcileOnceAsync();
        using var generation = rig.Generation();
        await generation.WitnessAsync(reached.SeenGeneration ?? default, Ct);
        var (raised, _) = await GenerationAsync(rig);
        await rig.ReconcileAsync();

        Assert.Equal((1, RelayResult.Waiting, 2), (again, reached.Result, raised));
        Assert.Equal("", await rig.CodesInTableAsync(depot.Identity.Controller));
        Assert.Equal(RelayResult.Idle, (await rig.ReconcileOnceAsync()).Result);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public async Task A_folder_that_has_seen_no_generation_raises_none_before_somebody_names_the_highest()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        using var generation = rig.Generation();

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(() => generation.RecoveredAsync(Ct));
        var (refused, _) = await GenerationAsync(rig);
        var named = await generation.RecoveredAsync(Ct, above: 0);
        var known = await generation.RecoveredAsync(Ct);

        Assert.Contains("--above N", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal((0, 1, 2), (refused, named, known));
    }

    // Nothing remembers the first one: the numbers of orders would begin again, and only somebody who knows can tell.
    [Fact]
    [Trait("Promise", "G-01")]
    public async Task A_generation_that_everything_has_forgotten_is_passed_over_when_it_is_named()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var image = await rig.TakeImageAsync(rig.Fleet);
        await rig.RestoreFleetAsync(image);
        var (first, drawn) = await GenerationAsync(rig);

        rig.ForgetNodes();
        await rig.RestoreFleetAsync(image);
        var (again, drawnAgain) = await GenerationAsync(rig);
        rig.ForgetNodes();
        await rig.RestoreFleetAsync(image, above: again);
        var (named, _) = await GenerationAsync(rig);

        Assert.Equal((1, 1, 2), (first, again, named));
        Assert.NotEqual(drawn, drawnAgain);
    }

    [Fact]
    public async Task A_fleet_that_was_read_back_from_a_dump_is_noticed_and_raised_once()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        using var generation = rig.Generation();
        await generation.WitnessAsync(default, Ct);
        var before = await rig.Tenants.ScalarAsync<short>(rig.Fleet, "select generation from master", Ct);

        // The same server, timeline and generation; only the database is another one.
        await rig.RestoreAsync(rig.Fleet, await rig.TakeImageAsync(rig.Fleet));
        await generation.WitnessAsync(default, Ct);
        await generation.WitnessAsync(default, Ct);

        Assert.Equal(0, before);
        Assert.Equal(1, await rig.Tenants.ScalarAsync<short>(rig.Fleet, "select generation from master", Ct));
    }

    private static async Task<(short Generation, long Drawn)> GenerationAsync(RestoredRig rig) => (
        await rig.Tenants.ScalarAsync<short>(rig.Fleet, "select generation from master", Ct),
        await rig.Tenants.ScalarAsync<long>(rig.Fleet, "select drawn from master", Ct));
}
