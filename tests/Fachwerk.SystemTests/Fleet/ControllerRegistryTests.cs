using Fachwerk.SystemTests.Database;
using Xunit;

namespace Fachwerk.SystemTests.Fleet;

public sealed class ControllerRegistryTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-09")]
    public async Task Each_enrolment_has_a_number_and_secrets_of_its_own()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var depot = Guid.NewGuid();

        var first = await rig.Registry.EnrolAsync(rig.Tenant, depot, 16, Ct);
        var second = await rig.Registry.EnrolAsync(rig.Tenant, depot, 16, Ct);

        Assert.Equal(1001, first.Controller);
        Assert.True(second.Controller > first.Controller);
        Assert.Equal(16, second.TransportSecret.Length);
        Assert.NotEqual(first.TransportSecret, second.TransportSecret);
        Assert.NotEqual(second.TransportSecret, second.CodeSecret);
        Assert.Equal($"{first.Controller}:false {second.Controller}:true", await rig.ScalarAsync<string>(
            "select string_agg(number || ':' || active, ' ' order by number) from controllers", Ct));
        Assert.Equal(second.Controller, await rig.ScalarAsync<long>("select controller from depots", Ct));
    }

    [Fact]
    public async Task Stores_no_secret_in_the_clear()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);

        var identity = await rig.EnrolAsync(Ct);

        var stored = await rig.ScalarAsync<byte[]>("select transport || code from controller_keys", Ct);
        Assert.Equal(-1, stored.AsSpan().IndexOf(identity.TransportSecret));
        Assert.Equal(-1, stored.AsSpan().IndexOf(identity.CodeSecret));
    }

    // SPEC.md, "Numbers of the gateway": orders count from the generation's first number on, whenever one was enrolled.
    [Fact]
    [Trait("Promise", "G-01")]
    public async Task One_enrolled_in_a_later_generation_has_the_numbers_of_one_that_followed_to_it()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var former = await rig.EnrolAsync(Ct);
        await rig.ExecuteAsync("update master set generation = 3", Ct);
        await rig.ExecuteAsync($"select adopt_generation({former.Controller})", Ct);

        var present = await rig.Registry.EnrolAsync(rig.Tenant, Guid.NewGuid(), 16, Ct);

        Assert.Equal(await NumbersAsync(rig, former.Controller), await NumbersAsync(rig, present.Controller));
    }

    [Fact]
    public async Task Does_not_give_a_depot_to_another_tenant()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var other = await rig.ScalarAsync<int>(
            "insert into tenants (slug, name, database) values ('two', 'Two', 'none') returning number", Ct);
        var depot = Guid.NewGuid();
        await rig.Registry.EnrolAsync(rig.Tenant, depot, 16, Ct);

        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Registry.EnrolAsync(other, depot, 16, Ct));
    }

    // All columns but those that tell one controller from another.
    private static Task<string> NumbersAsync(FleetRig rig, long controller) => rig.ScalarAsync<string>($"""
        select (to_jsonb(c) - 'number' - 'depot' - 'enrolled_at' - 'floor_known')::text
        from controllers c where number = {controller}
        """, Ct);
}
