using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Fachwerk.SystemTests.Relay;

public sealed class OutboxRelayTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Repeats_a_delivery_whose_commit_was_lost_without_a_second_order()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        await OpenAsync(rig, tenant, depot.Id);
        await using (var scope = rig.Scopes.Open(tenant))
        {
            // What a node did that died before its commit: delivered, and noted nothing.
            var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
            var row = await db.Set<OutboxRow>().SingleAsync(Ct);
            var handler = scope.ServiceProvider.GetServices<IOutboxHandler>().Single(one => one.Kind == row.Kind);
            await handler.DeliverAsync([row], db, Ct);
        }

        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(1L, await rig.ScalarAsync<long>(
            rig.Fleet.Name, "select count(*) from orders where kind = 1", Ct));
        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from outbox", Ct));
        Assert.Equal(
            await rig.ScalarAsync<long>(rig.Fleet.Name, "select order_id from orders where kind = 1", Ct),
            await rig.ScalarAsync<long>(tenant.Database, "select order_id from remote_openings", Ct));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task Delivers_what_a_dead_node_left_behind()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await rig.NewDepotAsync(tenant, Ct);
        var marked = await rig.Services.GetRequiredService<DirtyTenants>().ListAsync(Ct);
        Assert.Equal([tenant.Number], marked.Select(mark => mark.Tenant));
        using var relay = ActivatorUtilities.CreateInstance<TenantRelay>(
            rig.Services, NullLogger<TenantRelay>.Instance);

        await relay.StartAsync(Ct);
        while (await rig.ScalarAsync<long>(tenant.Database, "select count(*) from outbox", Ct) > 0)
            await Task.Delay(Poll, postgres.Time, Ct);
        await relay.StopAsync(Ct);

        Assert.Equal(10L, await rig.ScalarAsync<long>(rig.Fleet.Name, "select count(*) from table_records", Ct));
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task Gives_a_delivery_up_after_its_tries_and_says_so()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        await IssueAsync(rig, tenant, depot.Id);
        await rig.Services.GetRequiredService<ControllerRegistry>().RevokeAsync(depot.Id.Value, Ct);

        for (var tries = 0; tries < OutboxRelay.TriesMax; tries++)
        {
            await rig.OutboxRelay.RunAsync(tenant, Ct);
            await rig.ExecuteAsync(tenant.Database, "update outbox set not_before = now() - interval '1 s'", Ct);
        }

        var list = TenantRig.Value(await rig.InAsync<ListCodes, Outcome<CodeList>>(
            tenant, codes => codes.HandleAsync(depot.Id, Ct)));
        Assert.Equal(CodeState.Failed, Assert.Single(list.Codes).State);
        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from outbox", Ct));
        Assert.Contains(await rig.LogAsync(tenant, Ct), entry => entry.Kind == AuditKinds.DeliveryGivenUp);
    }

    [Fact]
    public async Task Holds_back_what_comes_after_a_failed_row_of_the_same_controller_only()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var gone = await rig.NewDepotAsync(tenant, Ct);
        var here = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        await OpenAsync(rig, tenant, gone.Id);
        await OpenAsync(rig, tenant, gone.Id);
        await OpenAsync(rig, tenant, here.Id);
        await rig.Services.GetRequiredService<ControllerRegistry>().RevokeAsync(gone.Id.Value, Ct);

        await rig.OutboxRelay.RunAsync(tenant, Ct);

        Assert.Equal([1, 0], await TriesAsync(rig, tenant));
        Assert.Equal(here.Identity.Controller,
            await rig.ScalarAsync<long>(rig.Fleet.Name, "select controller from orders where kind = 1", Ct));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task An_opening_goes_before_more_codes_than_one_pass_takes()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        for (var i = 0; i < OutboxRelay.RowsMax; i++)
            await IssueAsync(rig, tenant, depot.Id);
        await OpenAsync(rig, tenant, depot.Id);

        var result = await rig.OutboxRelay.RunAsync(tenant, Ct);

        Assert.Equal(RelayResult.More, result);
        Assert.Equal(1L, await rig.ScalarAsync<long>(
            rig.Fleet.Name, "select count(*) from orders where kind = 1", Ct));
        Assert.Equal("table.code", await rig.ScalarAsync<string>(tenant.Database, "select kind from outbox", Ct));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task An_opening_does_not_wait_for_a_code_that_cannot_be_delivered()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        await IssueAsync(rig, tenant, depot.Id);
        await rig.ExecuteAsync(tenant.Database, "update outbox set payload = 'cut off'", Ct);
        await OpenAsync(rig, tenant, depot.Id);

        await rig.OutboxRelay.RunAsync(tenant, Ct);

        Assert.Equal([1], await TriesAsync(rig, tenant));
        Assert.Equal(1L, await rig.ScalarAsync<long>(
            rig.Fleet.Name, "select count(*) from orders where kind = 1", Ct));
    }

    [Fact]
    [Trait("Promise", "G-04")]
    public async Task An_opening_waits_a_moment_for_another_node_that_has_the_tenant()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        await OpenAsync(rig, tenant, depot.Id);
        await using var other = await ClaimAsync(rig, tenant);

        var pass = rig.OutboxRelay.RunAsync(tenant, Ct);
        while (!pass.IsCompleted && await rig.ScalarAsync<long>(
            tenant.Database, "select count(*) from pg_locks where locktype = 'advisory' and not granted", Ct) == 0)
            await Task.Delay(Poll, postgres.Time, Ct);
        await other.CloseAsync();

        Assert.Equal(RelayResult.Idle, await pass);
        Assert.Equal(1L, await rig.ScalarAsync<long>(
            rig.Fleet.Name, "select count(*) from orders where kind = 1", Ct));
    }

    [Fact]
    public async Task Leaves_a_tenant_that_another_node_keeps_for_later()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await rig.NewDepotAsync(tenant, Ct);
        await using var other = await ClaimAsync(rig, tenant);

        Assert.Equal(RelayResult.Busy, await rig.OutboxRelay.RunAsync(tenant, Ct));
        Assert.Equal(RelayResult.Busy, await rig.EventRelay.RunAsync(tenant, retry: true, Ct));
    }

    private static async Task<NpgsqlConnection> ClaimAsync(TenantRig rig, Tenant tenant)
    {
        var text = rig.Server.ConnectionStringOf(tenant.Database);
        text.Pooling = false;
        var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var claim = new NpgsqlCommand($"select pg_advisory_lock({RelayTables.LockKey})", connection);
        await claim.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    private static async Task IssueAsync(TenantRig rig, Tenant tenant, DepotId depot) =>
        TenantRig.Value(await rig.InAsync<IssueCode, Outcome<IssuedCode>>(tenant, issue => issue.HandleAsync(
            new IssueCodeRequest(depot, 1, null, null, 0, Guid.NewGuid()), Ct)));

    private static async Task OpenAsync(TenantRig rig, Tenant tenant, DepotId depot) =>
        TenantRig.Value(await rig.InAsync<OpenCompartment, Outcome<OpeningId>>(tenant, open => open.HandleAsync(
            new OpenRequest(depot, 1, "Test", OpenWhen.Now, Guid.NewGuid()), Ct)));

    private static async Task<List<int>> TriesAsync(TenantRig rig, Tenant tenant)
    {
        await using var command = rig.Server.For(tenant.Database)
            .CreateCommand("select tries from outbox order by number");
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var tries = new List<int>();
        while (await rows.ReadAsync(Ct))
            tries.Add(rows.GetInt32(0));
        return tries;
    }
}
