using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fachwerk.SystemTests.Identity;

[Trait("Promise", "S-07")]
public sealed class SessionTests(PostgresFixture postgres)
{
    private const string All = "select count(*) from sessions";
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    private readonly ShiftedClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ends_when_it_was_not_used_for_eight_hours()
    {
        await using var rig = await MakeAsync();
        var (tenant, user) = await UserAsync(rig, "first");
        var session = await BeginAsync(rig, tenant, user);

        _clock.Ahead += SessionRules.IdleMax - Moment;
        var before = await UseAsync(rig, tenant, session);
        _clock.Ahead += SessionRules.IdleMax - Moment;
        var used = await UseAsync(rig, tenant, session);
        _clock.Ahead += SessionRules.IdleMax + Moment;

        Assert.Equal(user, before?.User);
        Assert.NotNull(used);
        Assert.Null(await UseAsync(rig, tenant, session));
        Assert.Equal([session.Value], await EndedAsync(rig, tenant, session));
    }

    [Fact]
    public async Task Ends_after_a_day_however_much_it_is_used()
    {
        await using var rig = await MakeAsync();
        var (tenant, user) = await UserAsync(rig, "first");
        var session = await BeginAsync(rig, tenant, user);

        var hours = (int)SessionRules.AgeMax.TotalHours;
        for (var hour = 1; hour < hours; hour++)
        {
            _clock.Ahead += TimeSpan.FromHours(1);
            Assert.NotNull(await UseAsync(rig, tenant, session));
        }

        _clock.Ahead += TimeSpan.FromHours(1);
        Assert.Null(await UseAsync(rig, tenant, session));
    }

    [Fact]
    public async Task Its_use_is_written_down_once_in_five_minutes()
    {
        await using var rig = await MakeAsync();
        var (tenant, user) = await UserAsync(rig, "first");
        var session = await BeginAsync(rig, tenant, user);
        var writes = 0;
        var seen = await SeenAsync(rig, tenant);

        for (var minute = 1; minute <= 20; minute++)
        {
            _clock.Ahead += Moment;
            await UseAsync(rig, tenant, session);
            var now = await SeenAsync(rig, tenant);
            writes += now == seen ? 0 : 1;
            seen = now;
        }

        Assert.Equal(4, writes);
    }

    [Fact]
    public async Task The_cookie_carries_a_secret_alone_and_the_table_its_hash()
    {
        await using var rig = await MakeAsync();
        var (tenant, user) = await UserAsync(rig, "first");
        await using var scope = rig.Scopes.Open(tenant);
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        rig.Services.GetRequiredService<IHttpContextAccessor>().HttpContext = context;

        var session = await BeginAsync(rig, tenant, user, scope.ServiceProvider);
        var cookie = context.Response.Headers.SetCookie.ToString().Split(';')[0].Split('=')[1];
        var ticket = rig.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme).TicketDataFormat.Unprotect(cookie)!;

        var claim = Assert.Single(ticket.Principal.Claims);
        Assert.NotEqual(session.Value, claim.Value);
        Assert.Equal(session, SessionId.Of(claim.Value));
    }

    [Fact]
    public async Task A_sign_in_clears_what_has_expired_and_ends_an_account_s_oldest_of_too_many()
    {
        await using var rig = await MakeAsync();
        var (tenant, user) = await UserAsync(rig, "first");
        await FillAsync(rig, tenant, SessionRules.ClearedMax + 1, "now() - interval '1 s'");
        await BeginAsync(rig, tenant, user);
        var left = await rig.ScalarAsync<long>(tenant.Database, All, Ct);
        await rig.ExecuteAsync(tenant.Database, "delete from sessions", Ct);
        await FillAsync(rig, tenant, SessionRules.OfUserMax, "now() + interval '1 h'");

        var newest = await BeginAsync(rig, tenant, user);

        Assert.Equal(2, left);
        Assert.Equal(SessionRules.OfUserMax, await rig.ScalarAsync<long>(tenant.Database, All, Ct));
        Assert.Equal(["1"], await EndedAsync(rig, tenant, new SessionId("1")));
        Assert.Empty(await EndedAsync(rig, tenant, new SessionId("2"), newest));
    }

    [Fact]
    public async Task Ending_those_of_an_account_goes_with_the_commit_and_leaves_others_alone()
    {
        await using var rig = await MakeAsync();
        var (tenant, user) = await UserAsync(rig, "first");
        var (_, other) = await UserAsync(rig, "second", tenant);
        var mine = await BeginAsync(rig, tenant, user);
        var theirs = await BeginAsync(rig, tenant, other);
        await using var scope = rig.Scopes.Open(tenant);

        scope.ServiceProvider.GetRequiredService<Sessions>().EndAllOf(user);
        var before = await EndedAsync(rig, tenant, mine, theirs);
        await scope.ServiceProvider.GetRequiredService<TenantCommit>().SaveAsync(Ct);

        Assert.Empty(before);
        Assert.Equal([mine.Value], await EndedAsync(rig, tenant, mine, theirs));
        // Kept from the look before, and dropped by the signal.
        Assert.Null(await UseAsync(rig, tenant, mine));
    }

    [Fact]
    public async Task A_node_keeps_no_more_than_it_may()
    {
        await using var rig = await MakeAsync();
        var (tenant, _) = await UserAsync(rig, "first");
        await FillAsync(rig, tenant, SessionLooks.KeptMax + 1, "now() + interval '1 h'");
        var looks = rig.Services.GetRequiredService<SessionLooks>();

        for (var number = 1; number <= SessionLooks.KeptMax; number++)
            Assert.NotNull(await UseAsync(rig, tenant, new SessionId($"{number}")));
        var full = looks.Kept;
        await UseAsync(rig, tenant, new SessionId($"{SessionLooks.KeptMax + 1}"));

        Assert.Equal((SessionLooks.KeptMax, 1), (full, looks.Kept));
    }

    private Task<TenantRig> MakeAsync() => TenantRig.MakeAsync(
        postgres, Ct, services => services.AddSingleton<TimeProvider>(_clock));

    private static async Task<(Tenant Tenant, Guid User)> UserAsync(TenantRig rig, string name, Tenant? tenant = null)
    {
        tenant ??= await rig.NewTenantAsync("acme", Ct);
        return (tenant, TenantRig.Value(await rig.InAsync<CreateUser, Outcome<Guid>>(
            tenant, create => create.HandleAsync(name, "sehr geheimes Wort", Actor.System, Ct))));
    }

    private static async Task<SessionId> BeginAsync(TenantRig rig, Tenant tenant, Guid user)
    {
        await using var scope = rig.Scopes.Open(tenant);
        return await BeginAsync(rig, tenant, user, scope.ServiceProvider);
    }

    private static async Task<SessionId> BeginAsync(
        TenantRig rig, Tenant tenant, Guid user, IServiceProvider scope)
    {
        rig.Services.GetRequiredService<IHttpContextAccessor>().HttpContext ??=
            new DefaultHttpContext { RequestServices = scope };
        var account = await scope.GetRequiredService<TenantDbContext>().FindAsync<User>([user], Ct);
        await scope.GetRequiredService<Sessions>().BeginAsync(user, account!.SecurityStamp!, Ct);
        return new SessionId(await rig.ScalarAsync<string>(
            tenant.Database, $"select id from sessions where user_id = '{user}' order by created_at desc limit 1", Ct));
    }

    // Of the first account, named 1, 2, 3 …, the first used longest ago.
    private static Task FillAsync(TenantRig rig, Tenant tenant, int count, string endsAt) => rig.ExecuteAsync(
        tenant.Database,
        $"""
        insert into sessions (id, user_id, stamp, created_at, seen_at, ends_at, address, device)
        select number, id, security_stamp, now() - interval '1 h', now() - interval '1 m' + number * interval '1 ms',
            {endsAt}, '', ''
        from (select * from users order by user_name limit 1) as u, generate_series(1, {count}) as number
        """, Ct);

    private static Task<SignedInUser?> UseAsync(TenantRig rig, Tenant tenant, SessionId session) =>
        rig.Services.GetRequiredService<SessionLooks>().UseAsync(tenant, session, Ct);

    private static Task<IReadOnlyList<string>> EndedAsync(TenantRig rig, Tenant tenant, params SessionId[] sessions) =>
        rig.Services.GetRequiredService<SessionLooks>().EndedAsync(
            tenant, [.. sessions.Select(session => session.Value)], Ct);

    private static Task<DateTime> SeenAsync(TenantRig rig, Tenant tenant) =>
        rig.ScalarAsync<DateTime>(tenant.Database, "select seen_at from sessions", Ct);
}
