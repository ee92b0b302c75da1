using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Fleet;
using Xunit;

namespace Fachwerk.SystemTests.Database;

[Trait("Promise", "O-03")]
public sealed class SqlMigrationsTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update schema_version set digest = 'other' where version = 1", "earlier")]
    [InlineData("alter table schema_version drop column digest", "earlier")]
    [InlineData("insert into schema_version (version, name) values (9999, '9999_later.sql')", "newer")]
    public async Task A_database_of_another_version_is_refused_in_one_line(string change, string version)
    {
        await using var fleet = await FleetRig.MakeAsync(postgres, Ct);
        await fleet.ExecuteAsync(change, Ct);

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(() => fleet.Database.PrepareAsync(Ct));

        Assert.Contains(version, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task An_earlier_one_is_told_what_to_delete()
    {
        await using var fleet = await FleetRig.MakeAsync(postgres, Ct);
        await fleet.ExecuteAsync("update schema_version set digest = 'other'", Ct);

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(() => fleet.Database.PrepareAsync(Ct));

        Assert.EndsWith(
            $"begin anew: {fleet.Database.Server.BeginAnew}.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_this_version_is_found_again()
    {
        await using var fleet = await FleetRig.MakeAsync(postgres, Ct);

        await fleet.Database.PrepareAsync(Ct);

        Assert.Equal(0L, await fleet.ScalarAsync<long>("select count(*) from schema_version where digest is null", Ct));
    }
}
