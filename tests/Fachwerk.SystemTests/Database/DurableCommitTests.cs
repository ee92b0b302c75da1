using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Fleet;
using Fachwerk.SystemTests.Gateway;
using Fachwerk.SystemTests.Tenants;
using Npgsql;
using Xunit;

namespace Fachwerk.SystemTests.Database;

/// <summary>
/// An answer is a promise: it waits for its commit, and the commit for a standby where the server is told so. Here the
/// server waits for one that never comes; whoever gets an answer all the same has not waited.
/// </summary>
[Trait("Promise", "G-03")]
[Trait("Promise", "D-08")]
public sealed class DurableCommitTests : IAsyncLifetime
{
    private static readonly TimeSpan While = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(8);

    private readonly PostgresFixture _postgres = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _postgres.InitializeAsync();

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task No_telegram_is_answered_and_no_order_queued_before_the_commit_is_where_it_has_to_be()
    {
        await using var rig = await GatewayRig.StartAsync(_postgres, Ct);
        using var first = await rig.EnrolAsync(Ct);
        using var second = await rig.EnrolAsync(Ct);
        using var third = await rig.EnrolAsync(Ct);
        var broken = new JournalEvent { Kind = (int)EventKind.BreakIn, Compartment = 1 };
        await first.AskAsync(first.CheckIn(), Ct);
        var held = await HoldAsync(rig.Fleet.Database.Source);

        await first.SendAsync(first.CheckIn(), Ct);
        var events = second.Events(1, broken);
        await second.SendAsync(events, Ct);
        await third.SendAsync(third.ReadTable(0), Ct);
        var order = rig.Fleet.Orders.QueueAsync(
            first.Controller, OrderKind.Open, 7, TimeSpan.FromMinutes(1), Guid.NewGuid(), Ct);
        var silent = await Task.WhenAll(
            new[] { first, second, third }.Select(depot => depot.HearsNothingAsync(While, Ct)));
        var isQueued = order.IsCompleted;
        await ReleaseAsync(rig.Fleet.Database.Source, held);
        await order;
        var answer = second.Open(events, await second.ReceiveAsync(Ct));

        Assert.Equal([true, true, true], silent);
        Assert.False(isQueued);
        Assert.Equal(1u, answer.AckedEvent());
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task No_code_is_shown_and_none_called_revoked_before_the_commit_is_where_it_has_to_be()
    {
        await using var rig = await TenantRig.MakeAsync(_postgres, Ct);
        var tenant = await rig.NewTenantAsync("one", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        var code = TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));
        var source = rig.Server.For(tenant.Database);
        var held = await HoldAsync(source);

        var issue = IssueAsync(rig, tenant, depot.Id);
        var revoke = rig.InAsync<RevokeCode, Outcome<CodeId>>(
            tenant, use => use.HandleAsync(depot.Id, code.Id, Guid.NewGuid(), Ct));
        await Task.WhenAny(issue, revoke, Task.Delay(While, _postgres.Time, Ct));
        var isDone = issue.IsCompleted || revoke.IsCompleted;
        await ReleaseAsync(source, held);

        Assert.False(isDone);
        Assert.NotEmpty(TenantRig.Value(await issue).Digits);
        await revoke;
    }

    // By the database's own view a commit hangs: from then on all have to.
    private async Task<Task> HoldAsync(NpgsqlDataSource source)
    {
        await ExecuteAsync(source, "create table probe (at timestamptz)");
        await SetStandbyAsync(source, "'nobody'");
        var until = _postgres.Time.GetUtcNow() + SettleMax;
        while (true)
        {
            var probe = ExecuteAsync(source, "insert into probe values (now())");
            for (var looks = 0; looks < 20 && !probe.IsCompleted; looks++)
            {
                await using var waiting = source.CreateCommand(
                    "select exists (select from pg_stat_activity where wait_event = 'SyncRep')");
                if ((bool)(await waiting.ExecuteScalarAsync(Ct))!)
                    return probe;
                await Task.Delay(TimeSpan.FromMilliseconds(20), _postgres.Time, Ct);
            }

            await probe;
            Assert.True(_postgres.Time.GetUtcNow() < until, "a commit of the backend's own pool waits for nobody");
        }
    }

    private static async Task ReleaseAsync(NpgsqlDataSource source, Task held)
    {
        await SetStandbyAsync(source, "''");
        await held;
    }

    private static async Task SetStandbyAsync(NpgsqlDataSource source, string names)
    {
        await ExecuteAsync(source, $"alter system set synchronous_standby_names = {names}");
        await ExecuteAsync(source, "select pg_reload_conf()");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static Task<Outcome<IssuedCode>> IssueAsync(TenantRig rig, Tenant tenant, DepotId depot) =>
        rig.InAsync<IssueCode, Outcome<IssuedCode>>(tenant, issue => issue.HandleAsync(
            new IssueCodeRequest(depot, 1, null, null, 1, Guid.NewGuid()), Ct));
}
