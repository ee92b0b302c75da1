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

        Assert.Equal((RelayResult.Waiting, 2), (reached.Result, reached.SeenGeneration));
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
        await former.WitnessAsync(0, Ct);
        await former.WitnessAsync(0, Ct);
        using var present = rig.Generation();
        await present.WitnessAsync(0, Ct);

        Assert.Equal((1, 2), (again, (await GenerationAsync(rig)).Generation));
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
        await generation.WitnessAsync(0, Ct);
        var before = await rig.Tenants.ScalarAsync<short>(rig.Fleet, "select generation from master", Ct);

        // The same server, timeline and generation; only the database is another one.
        await rig.RestoreAsync(rig.Fleet, await rig.TakeImageAsync(rig.Fleet));
        await generation.WitnessAsync(0, Ct);
        await generation.WitnessAsync(0, Ct);

        Assert.Equal(0, before);
        Assert.Equal(1, await rig.Tenants.ScalarAsync<short>(rig.Fleet, "select generation from master", Ct));
    }

    private static async Task<(short Generation, long Drawn)> GenerationAsync(RestoredRig rig) => (
        await rig.Tenants.ScalarAsync<short>(rig.Fleet, "select generation from master", Ct),
        await rig.Tenants.ScalarAsync<long>(rig.Fleet, "select drawn from master", Ct));
}
