using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Identity;

public sealed class SignInTests(PostgresFixture postgres)
{
    private const string Name = "leitstand";
    private const string Password = "sehr geheimes Wort";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task Knows_name_and_password()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig);

        Assert.True(await TryAsync(rig, tenant, Name, Password));
        Assert.True(await TryAsync(rig, tenant, "LEITSTAND", Password));
        Assert.False(await TryAsync(rig, tenant, Name, Password + "!"));
        Assert.False(await TryAsync(rig, tenant, "niemand", Password));
    }

    [Fact]
    [Trait("Promise", "S-03")]
    public async Task Knows_nobody_of_another_tenant()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        await UserAsync(rig);
        var other = await rig.NewTenantAsync("other", Ct);

        Assert.False(await TryAsync(rig, other, Name, Password));
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task Locks_after_five_failures_and_says_nothing_of_it()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig);
        for (var i = 0; i < 4; i++)
            await TryAsync(rig, tenant, Name, "falsch");
        var beforeTheFifth = await TryAsync(rig, tenant, Name, Password);
        for (var i = 0; i < 5; i++)
            await TryAsync(rig, tenant, Name, "falsch");

        var afterTheFifth = await TryAsync(rig, tenant, Name, Password);
        await rig.ExecuteAsync(tenant.Database, "update users set lockout_end = now() - interval '1 s'", Ct);

        Assert.Equal((true, false), (beforeTheFifth, afterTheFifth));
        Assert.True(await TryAsync(rig, tenant, Name, Password));
    }

    [Theory]
    [Trait("Promise", "S-06")]
    [InlineData(Name, "falsch")]
    [InlineData("niemand", "falsch")]
    [InlineData("", "")]
    public async Task Hashes_once_and_commits_once_whoever_asks(string name, string password)
    {
        var hasher = new CountingHasher();
        await using var rig = await TenantRig.MakeAsync(
            postgres, Ct, services => services.AddSingleton<IPasswordHasher<User>>(hasher));
        var tenant = await UserAsync(rig);
        hasher.Verified = 0;
        var before = (await rig.LogAsync(tenant, Ct)).Count;

        await TryAsync(rig, tenant, name, password);

        var log = await rig.LogAsync(tenant, Ct);
        Assert.Equal((1, 1), (hasher.Verified, log.Count - before));
        Assert.Equal(AuditKinds.SignInRefused, log[^1].Kind);
        Assert.DoesNotContain("niemand", log[^1].Detail + log[^1].Actor, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "S-06")]
    public async Task Looks_at_nothing_that_is_over_long()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig);

        Assert.False(await TryAsync(rig, tenant, new string('x', 100_000), Password));
        Assert.False(await TryAsync(rig, tenant, Name, new string('x', 100_000)));
    }

    [Theory]
    [Trait("Promise", "S-01")]
    [InlineData("kurz", "password-too-weak")]
    [InlineData("elf Zeichen", "password-too-weak")]
    [InlineData("zwölf Zeich.", null)]
    public async Task Asks_for_twelve_characters(string password, string? refusal)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);

        var outcome = await rig.InAsync<CreateUser, Outcome<Guid>>(
            tenant, create => create.HandleAsync(Name, password, Actor.System, Ct));

        Assert.Equal(refusal, TenantRig.CodeOf(outcome));
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task A_new_tenant_has_no_account()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);

        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from users", Ct));
    }

    private static async Task<Tenant> UserAsync(TenantRig rig)
    {
        var tenant = await rig.NewTenantAsync("acme", Ct);
        TenantRig.Value(await rig.InAsync<CreateUser, Outcome<Guid>>(
            tenant, create => create.HandleAsync(Name, Password, Actor.System, Ct)));
        return tenant;
    }

    private static async Task<bool> TryAsync(TenantRig rig, Tenant tenant, string name, string password)
    {
        await using var scope = rig.Scopes.Open(tenant);
        return await scope.ServiceProvider.GetRequiredService<SignIn>().CheckAsync(name, password, Ct) is not null;
    }

    private sealed class CountingHasher : PasswordHasher<User>
    {
        public int Verified { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(
            User user, string hashedPassword, string providedPassword)
        {
            Verified++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
