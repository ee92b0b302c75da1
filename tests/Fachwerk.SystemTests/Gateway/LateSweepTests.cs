using Fachwerk.Backend.Gateway;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

public sealed class LateSweepTests(PostgresFixture postgres)
{
    private const int Parts = 15;
    private static readonly TimeSpan LookBack = TimeSpan.FromSeconds(16);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "L-05")]
    public async Task Each_late_depot_is_found_by_one_part_of_a_round_and_the_others_by_none()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var first = (await rig.EnrolAsync(Ct)).Controller;
        await rig.ExecuteAsync("""
            insert into tenants (slug, name, database) select 't' || n, 'T', 'none' from generate_series(1, 39) n
            """, Ct);
        // One depot a tenant: every second is 95 s late, every third 60 s, the rest an hour.
        await rig.ExecuteAsync($"""
            insert into controllers (tenant, depot, compartments, last_contact)
            select t.number, d.id, 8, now() - make_interval(secs =>
                case when t.number % 2 = 0 then 95 when t.number % 3 = 0 then 60 else 3600 end)
            from tenants t, depots d
            where d.controller = {first}
            """, Ct);
        var steps = new OrderSteps(rig.Database, new GatewayOptions { Node = "node" });

        var found = new List<int>();
        for (var part = 0; part < Parts; part++)
            found.AddRange(await steps.LateTenantsAsync(LookBack, part, Parts, Ct));

        Assert.Equal(Enumerable.Range(1, 40).Where(tenant => tenant % 2 == 0), found.Order());
    }
}
