using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
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
        var other = TenantRig.Attach(rig.Server, postgres.Time);
        var tenant = await UserAsync(rig);
        await FailAsync(rig, tenant, SignInTries.TriesMax - 1);
        var beforeTheFifth = await TryAsync(rig, tenant, Name, Password);
        await TryAsync(rig, tenant, Name, "falsch");

        var afterTheFifth = await AnswerAsync(other, tenant, Name, Password);
        await rig.ExecuteAsync(tenant.Database, "update sign_in_tries set ends_at = now() - interval '1 s'", Ct);

        Assert.Equal((true, "sign-in-refused"), (beforeTheFifth, afterTheFifth));
        Assert.True(await TryAsync(other, tenant, Name, Password));
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task Gives_five_guesses_also_when_they_come_at_once_and_at_two_nodes()
    {
        var hasher = new CountingHasher();
        await using var rig = await TenantRig.MakeAsync(postgres, Ct, hasher.Register);
        var tenant = await UserAsync(rig);
        TenantRig[] nodes = [rig, TenantRig.Attach(rig.Server, postgres.Time, hasher.Register)];

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => TryAsync(nodes[i % 2], tenant, Name, "falsch")));

        var own = await rig.ScalarAsync<string>(tenant.Database, "select password_hash from users", Ct);
        Assert.Equal(SignInTries.TriesMax, hasher.Verified.Count(hash => hash == own));
        Assert.False(await TryAsync(TenantRig.Attach(rig.Server, postgres.Time), tenant, Name, Password));
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task A_known_browser_gets_in_while_strangers_have_used_up_the_tries()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (other, tenant, device) = await KnownBrowserAsync(rig);
        await FailAsync(rig, tenant, SignInTries.TriesMax);

        var stranger = await AnswerAsync(other, tenant, Name, Password);
        var owner = await AnswerAsync(other, tenant, Name, Password, device);
        var ownerHere = await AnswerAsync(rig, tenant, Name, Password, device);

        Assert.Equal(("sign-in-refused", null, null), (stranger, owner, ownerHere));
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task A_known_browser_has_five_tries_of_its_own_at_all_nodes_together()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (other, tenant, device) = await KnownBrowserAsync(rig);
        await FailAsync(rig, tenant, SignInTries.TriesMax, device);

        var known = await AnswerAsync(other, tenant, Name, Password, device);
        var unknown = await AnswerAsync(other, tenant, Name, Password);

        Assert.Equal(("sign-in-refused", null), (known, unknown));
    }

    [Fact]
    [Trait("Promise", "S-06")]
    public async Task Answers_for_an_account_as_for_none_try_by_try()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig);
        var (account, none) = (new List<string?>(), new List<string?>());

        for (var i = 0; i < SignInTries.TriesMax + 2; i++)
        {
            account.Add(await AnswerAsync(rig, tenant, Name, "falsch"));
            none.Add(await AnswerAsync(rig, tenant, "niemand", "falsch"));
        }

        Assert.Equal(account, none);
        Assert.Equal(2, none.Count(answer => answer == "sign-in-busy"));
    }

    [Theory]
    [Trait("Promise", "S-06")]
    [InlineData(Name, "falsch")]
    [InlineData("niemand", "falsch")]
    [InlineData("", "")]
    [InlineData("a\0b", "falsch")]
    [InlineData("a\uD800b", "falsch")]
    [InlineData("a\uFFFFb", "fal\0sch")]
    public async Task Hashes_once_and_writes_no_line_whoever_asks(string name, string password)
    {
        var hasher = new CountingHasher();
        await using var rig = await TenantRig.MakeAsync(postgres, Ct, hasher.Register);
        var tenant = await UserAsync(rig);
        var before = (await rig.LogAsync(tenant, Ct)).Count;

        await TryAsync(rig, tenant, name, password);

        Assert.Single(hasher.Verified);
        Assert.Equal(before, (await rig.LogAsync(tenant, Ct)).Count);
    }

    [Fact]
    [Trait("Promise", "H-07")]
    public async Task Refused_tries_stand_in_the_log_as_one_line_an_account_and_one_for_all_others()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig);
        var user = await rig.ScalarAsync<Guid>(tenant.Database, "select id from users", Ct);
        var log = rig.Services.GetRequiredService<RefusedSignInsLog>();
        await FailAsync(rig, tenant, SignInTries.TriesMax + 2);
        await TryAsync(rig, tenant, "niemand", "falsch");

        await log.WriteAsync(all: false, Ct);
        await TryAsync(rig, tenant, "niemand", "falsch");
        await log.WriteAsync(all: false, Ct);
        var lines = await RefusedAsync(rig, tenant);
        await log.WriteAsync(all: true, Ct);

        Assert.Equal([Actor.Anonymous, Actor.User(user)], lines.Select(line => line.Actor).Order());
        Assert.Contains(lines, line => line.Detail.Contains("\"tries\":5,\"turnedAway\":0", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Detail.Contains("\"tries\":1,\"turnedAway\":2", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Detail.Contains("niemand", StringComparison.Ordinal));
        Assert.Equal(3, (await RefusedAsync(rig, tenant)).Count);
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task Keeps_a_password_of_an_older_cost_at_the_present_one_from_the_next_sign_in_on()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig);
        var older = new PasswordHasher<User>().HashPassword(new User(), Password);
        await rig.ExecuteAsync(tenant.Database, $"update users set password_hash = '{older}'", Ct);

        await TryAsync(rig, tenant, Name, "falsch");
        var afterWrong = await HashAsync(rig, tenant);
        await TryAsync(rig, tenant, Name, Password);
        var afterRight = await HashAsync(rig, tenant);

        Assert.Equal(older, afterWrong);
        Assert.Equal((100_000, 210_000), (CostOf(older), CostOf(afterRight)));
        Assert.Equal(210_000, CostOf(rig.Services.GetRequiredService<DummyPassword>().Hash));
        Assert.True(await TryAsync(rig, tenant, Name, Password));
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

    private static async Task<bool> TryAsync(TenantRig rig, Tenant tenant, string name, string password) =>
        await AnswerAsync(rig, tenant, name, password) is null;

    private static async Task<string?> AnswerAsync(
        TenantRig rig, Tenant tenant, string name, string password, string? device = null)
    {
        await using var scope = rig.Scopes.Open(tenant);
        return TenantRig.CodeOf(await scope.ServiceProvider.GetRequiredService<SignIn>()
            .CheckAsync(new SignInRequest(name, password, IPAddress.Loopback, device), Ct));
    }

    private static async Task FailAsync(TenantRig rig, Tenant tenant, int times, string? device = null)
    {
        for (var i = 0; i < times; i++)
            await AnswerAsync(rig, tenant, Name, "falsch", device);
    }

    // A second node, and what a browser has kept since the account signed in there.
    private async Task<(TenantRig Other, Tenant Tenant, string Device)> KnownBrowserAsync(TenantRig rig)
    {
        var tenant = await UserAsync(rig);
        await using var scope = rig.Scopes.Open(tenant);
        var devices = scope.ServiceProvider.GetRequiredService<KnownDevices>();
        return (TenantRig.Attach(rig.Server, postgres.Time), tenant, devices.With(null, Name.ToUpperInvariant()));
    }

    private static async Task<List<AuditEntry>> RefusedAsync(TenantRig rig, Tenant tenant) =>
        [.. (await rig.LogAsync(tenant, Ct)).Where(entry => entry.Kind == AuditKinds.SignInRefused)];

    private static Task<string> HashAsync(TenantRig rig, Tenant tenant) =>
        rig.ScalarAsync<string>(tenant.Database, "select password_hash from users", Ct);

    // The framework's third format: its number, the function, the iterations.
    private static int CostOf(string hash) =>
        BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));

    private sealed class CountingHasher : PasswordHasher<User>
    {
        public ConcurrentQueue<string> Verified { get; } = [];

        public void Register(IServiceCollection services) => services.AddSingleton<IPasswordHasher<User>>(this);

        public override PasswordVerificationResult VerifyHashedPassword(
            User user, string hashedPassword, string providedPassword)
        {
            Verified.Enqueue(hashedPassword);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
