using Fachwerk.Backend.Database;
using Fachwerk.Backend.Tenants;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Tenants;

public sealed class CreateTenantTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "S-03")]
    public async Task Gives_each_tenant_a_database_of_its_own()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);

        var one = await rig.NewTenantAsync("acme", Ct);
        var two = await rig.NewTenantAsync("acme-nord", Ct);

        Assert.EndsWith("acme", one.Database, StringComparison.Ordinal);
        Assert.EndsWith("acme_nord", two.Database, StringComparison.Ordinal);
        Assert.Equal(two, await rig.Services.GetRequiredService<TenantCatalogue>().FindAsync("acme-nord", Ct));
    }

    [Theory]
    [InlineData("acme", "slug-taken")]
    [InlineData("fleet", "slug-invalid")]
    [InlineData("health", "slug-invalid")]
    [InlineData("Acme", "slug-invalid")]
    public async Task Refuses_slugs_that_are_taken_or_reserved(string slug, string refusal)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        await rig.NewTenantAsync("acme", Ct);

        var outcome = await rig.Services.GetRequiredService<CreateTenant>().HandleAsync(slug, "Name", Ct);

        Assert.Equal(refusal, TenantRig.CodeOf(outcome));
    }

    [Fact]
    public async Task Completes_one_that_a_crash_left_half_made()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        await rig.Server.CreateAsync(rig.Server.NameOf("acme"), Ct);

        var tenant = await rig.NewTenantAsync("acme", Ct);

        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from users", Ct));
    }
}
