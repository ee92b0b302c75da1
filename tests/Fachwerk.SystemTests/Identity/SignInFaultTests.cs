using System.Net;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Identity;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Fachwerk.SystemTests.Identity;

/// <summary>What a slow or broken database, and a browser that goes away, cost others and the account.</summary>
public sealed class SignInFaultTests(PostgresFixture postgres)
{
    private const string Name = "leitstand";
    private const string Password = "sehr geheimes Wort";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Promise", "S-06")]
    [InlineData("select from sign_in_tries for update")]
    [InlineData("lock table audit_entries in access exclusive mode")]
    public async Task A_tenant_whose_database_waits_stops_no_sign_in_of_another(string held)
    {
        await using var rig = await TenantRig.MakeAsync(
            postgres, Ct, services => services.AddSingleton(new HashingLane(1)));
        var (slow, quick) = (await UserAsync(rig, "slow"), await UserAsync(rig, "quick"));
        await AnswerAsync(rig, slow, "falsch", Ct);
        await using var connection = await rig.Server.For(slow.Database).OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand(held, connection, transaction);
        await hold.ExecuteNonQueryAsync(Ct);

        var waiting = AnswerAsync(rig, slow, Password, Ct);
        while (!waiting.IsCompleted && await WaitersAsync(rig, slow) == 0)
            await Task.Delay(Poll, postgres.Time, Ct);
        var answer = AnswerAsync(rig, quick, Password, Ct);
        var first = await Task.WhenAny(waiting, answer);
        await transaction.RollbackAsync(Ct);
        await Record.ExceptionAsync(() => waiting);

        Assert.Same(answer, first);
        Assert.Null(await answer);
    }

    [Fact]
    [Trait("Promise", "S-06")]
    public async Task A_try_is_not_waited_for_longer_than_two_seconds()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig, "acme");
        await using var connection = await rig.Server.For(tenant.Database).OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("lock table sign_in_tries", connection, transaction);
        await hold.ExecuteNonQueryAsync(Ct);

        await Assert.ThrowsAsync<NpgsqlException>(
            () => AnswerAsync(rig, tenant, Password, Ct).WaitAsync(AnswerMax, postgres.Time, Ct));
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task A_database_that_fails_uses_up_nobodys_tries()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig, "acme");
        await rig.ExecuteAsync(tenant.Database, "alter table sign_in_tries rename to gone", Ct);
        for (var i = 0; i < SignInGate.AddressTriesMax; i++)
            await Assert.ThrowsAsync<PostgresException>(() => AnswerAsync(rig, tenant, Password, Ct));
        await rig.ExecuteAsync(tenant.Database, "alter table gone rename to sign_in_tries", Ct);

        Assert.Null(await AnswerAsync(rig, tenant, Password, Ct));
    }

    [Theory]
    [Trait("Promise", "S-01")]
    [InlineData(Password, 0)]
    [InlineData("falsch", 1)]
    public async Task A_browser_that_goes_away_costs_a_try_if_the_password_was_wrong(string password, int cost)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var hasher = new MeetingHasher(gone.Cancel);
        await using var rig = await TenantRig.MakeAsync(postgres, Ct, hasher.Register);
        var tenant = await UserAsync(rig, "acme");
        var lines = (await rig.LogAsync(tenant, Ct)).Count;

        await Record.ExceptionAsync(() => AnswerAsync(rig, tenant, password, gone.Token));

        Assert.True(gone.IsCancellationRequested);
        Assert.Equal(cost, await rig.ScalarAsync<int>(tenant.Database, "select used from sign_in_tries", Ct));
        Assert.Equal(lines, (await rig.LogAsync(tenant, Ct)).Count);
    }

    [Fact]
    [Trait("Promise", "S-01")]
    public async Task A_session_is_of_the_password_that_was_looked_at()
    {
        TenantRig? node = null;
        Tenant? tenant = null;
        var hasher = new MeetingHasher(() => node!.Server.For(tenant!.Database)
            .CreateCommand("update users set security_stamp = 'changed'").ExecuteNonQuery());
        await using var rig = await TenantRig.MakeAsync(postgres, Ct, hasher.Register);
        (node, tenant) = (rig, await UserAsync(rig, "acme"));
        var stamp = await rig.ScalarAsync<string>(tenant.Database, "select security_stamp from users", Ct);
        await using var scope = rig.Scopes.Open(tenant);

        var account = TenantRig.Value(await scope.ServiceProvider.GetRequiredService<SignIn>()
            .CheckAsync(new SignInRequest(Name, Password, IPAddress.Loopback, null), Ct));

        Assert.Equal(stamp, account.SecurityStamp);
    }

    [Fact]
    [Trait("Promise", "H-07")]
    public async Task A_stop_while_refused_tries_are_written_loses_none()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await UserAsync(rig, "acme");
        var log = rig.Services.GetRequiredService<RefusedSignInsLog>();
        using var stop = new CancellationTokenSource();
        await AnswerAsync(rig, tenant, "falsch", Ct);

        await stop.CancelAsync();
        await Record.ExceptionAsync(() => log.WriteAsync(all: false, stop.Token));
        await log.WriteAsync(all: true, Ct);

        Assert.Single(await rig.LogAsync(tenant, Ct), line => line.Kind == AuditKinds.SignInRefused);
    }

    private static async Task<Tenant> UserAsync(TenantRig rig, string slug)
    {
        var tenant = await rig.NewTenantAsync(slug, Ct);
        TenantRig.Value(await rig.InAsync<CreateUser, Outcome<Guid>>(
            tenant, create => create.HandleAsync(Name, Password, Actor.System, Ct)));
        return tenant;
    }

    private static async Task<string?> AnswerAsync(TenantRig rig, Tenant tenant, string password, CancellationToken ct)
    {
        await using var scope = rig.Scopes.Open(tenant);
        return TenantRig.CodeOf(await scope.ServiceProvider.GetRequiredService<SignIn>()
            .CheckAsync(new SignInRequest(Name, password, IPAddress.Loopback, null), ct));
    }

    private static Task<long> WaitersAsync(TenantRig rig, Tenant tenant) => rig.ScalarAsync<long>(tenant.Database,
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", Ct);

    // Something happens while the password is hashed.
    private sealed class MeetingHasher(Action meanwhile) : PasswordHasher<User>
    {
        public void Register(IServiceCollection services) => services.AddSingleton<IPasswordHasher<User>>(this);

        public override PasswordVerificationResult VerifyHashedPassword(
            User user, string hashedPassword, string providedPassword)
        {
            meanwhile();
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
