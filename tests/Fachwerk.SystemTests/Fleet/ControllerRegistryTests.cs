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
}
