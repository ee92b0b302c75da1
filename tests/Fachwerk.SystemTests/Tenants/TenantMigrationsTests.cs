using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Tenants;

[Trait("Promise", "O-03")]
public sealed class TenantMigrationsTests(PostgresFixture postgres)
{
    private const string Later =
        "insert into \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") values ('99990101_1_later', '10')";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update migration_digests set digest = 'other' where migration like '%audit%'", "earlier")]
    [InlineData("delete from migration_digests where migration like '%audit%'", "earlier")]
    [InlineData("drop table migration_digests", "earlier")]
    [InlineData(Later, "newer")]
    public async Task A_tenant_of_another_version_is_refused_in_one_line(string change, string version)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await rig.ExecuteAsync(tenant.Database, change, Ct);

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(
            () => rig.Services.GetRequiredService<TenantDatabases>().PrepareAsync(tenant.Database, Ct));

        Assert.Contains(tenant.Database, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(version, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task An_earlier_one_is_told_what_to_delete()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await rig.ExecuteAsync(tenant.Database, "update migration_digests set digest = 'other'", Ct);

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(
            () => rig.Services.GetRequiredService<TenantDatabases>().PrepareAsync(tenant.Database, Ct));

        Assert.EndsWith($"begin anew: {rig.Server.BeginAnew}.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("drop the databases", rig.Server.BeginAnew, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_killed_before_it_applied_what_it_had_noted_leaves_nothing_to_refuse()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var databases = rig.Services.GetRequiredService<TenantDatabases>();
        var database = rig.Server.NameOf("cut_short");
        await rig.Server.CreateAsync(database, Ct);
        // Another version's digests of migrations that were not applied.
        await rig.ExecuteAsync(database, """
            create table migration_digests (migration text primary key, digest text not null)
            """, Ct);
        var first = await rig.ScalarAsync<string>(
            tenant.Database, "select min(migration) from migration_digests", Ct);
        await rig.ExecuteAsync(database, $"insert into migration_digests values ('{first}', 'x')", Ct);

        await databases.PrepareAsync(database, Ct);

        await databases.PrepareAsync(database, Ct);
        Assert.Equal(0L, await rig.ScalarAsync<long>(
            database, "select count(*) from migration_digests where digest = 'x'", Ct));
    }
}
