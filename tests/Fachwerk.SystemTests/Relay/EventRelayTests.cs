using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Fachwerk.SystemTests.Relay;

public sealed class EventRelayTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task Applies_each_row_once_however_often_it_runs()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var one = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        var two = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        for (var number = 1; number <= 20; number++)
        {
            await rig.Inbox.AddAsync(one, number, EventKind.DoorOpened, 1, Ct);
            await rig.Inbox.AddAsync(two, number, EventKind.DoorClosed, 2, Ct, 4);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rig.RelayAsync(tenant, Ct)));
        await rig.RelayAsync(tenant, Ct);

        var events = await EventsAsync(rig, tenant);
        Assert.Equal(40, events.Count);
        Assert.Equal(40, events.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 20).Select(number => (one, (long)number)),
            events.Where(happened => happened.Controller == one));
        Assert.Null((await rig.VerifyAuditAsync(tenant, Ct)).FirstBroken);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public async Task Takes_more_than_one_batch()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var controller = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        await rig.ExecuteAsync(rig.Fleet.Name, $"""
            insert into inbox (tenant, controller, depot, source, number, kind, compartment, detail)
            select tenant, number, depot, 1, n, {(int)EventKind.DoorOpened}, 1, '\x80'
            from controllers, generate_series(1, {EventRelay.BatchMax + 3}) n where number = {controller} order by n
            """, Ct);

        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(EventRelay.BatchMax + 3L, await rig.ScalarAsync<long>(
            tenant.Database, "select count(*) from audit_entries where kind = 'depot.door-opened'", Ct));
    }

    [Fact]
    [Trait("Promise", "S-03")]
    public async Task Gives_a_tenant_its_own_events_only()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var acme = await rig.NewTenantAsync("acme", Ct);
        var other = await rig.NewTenantAsync("other", Ct);
        var ofAcme = (await rig.NewDepotAsync(acme, Ct)).Identity.Controller;
        var ofOther = (await rig.NewDepotAsync(other, Ct)).Identity.Controller;
        await rig.Inbox.AddAsync(ofAcme, 1, EventKind.DoorOpened, 1, Ct);
        await rig.Inbox.AddAsync(ofOther, 1, EventKind.DoorOpened, 1, Ct);

        await rig.RelayAsync(acme, Ct);

        Assert.Equal([(ofAcme, 1L)], await EventsAsync(rig, acme));
        Assert.Empty(await EventsAsync(rig, other));
    }

    [Fact]
    [Trait("Promise", "B-02")]
    public async Task Catches_up_after_an_older_database_was_restored()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var controller = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        for (var number = 1; number <= 5; number++)
            await rig.Inbox.AddAsync(controller, number, EventKind.DoorOpened, 1, Ct);
        await rig.RelayAsync(tenant, Ct);
        var backup = tenant.Database + "_backup";
        await CopyAsync(rig, tenant.Database, backup);
        for (var number = 6; number <= 9; number++)
            await rig.Inbox.AddAsync(controller, number, EventKind.DoorClosed, 1, Ct, 3);
        await rig.RelayAsync(tenant, Ct);

        await rig.Server.DropAsync(tenant.Database, Ct);
        await CopyAsync(rig, backup, tenant.Database);
        await rig.Server.DropAsync(backup, Ct);
        var restored = (await EventsAsync(rig, tenant)).Count;
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(5, restored);
        Assert.Equal(
            Enumerable.Range(1, 9).Select(number => (controller, (long)number)), await EventsAsync(rig, tenant));
        Assert.Null((await rig.VerifyAuditAsync(tenant, Ct)).FirstBroken);
    }

    [Fact]
    public async Task Sets_a_poison_event_aside_after_its_tries_while_the_others_go_on()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var sick = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        var well = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        await rig.Inbox.AddAsync(sick, 1, EventKind.DoorOpened, 1, Ct);
        await rig.Inbox.AddAsync(sick, 2, EventKind.CodeAccepted, 1, Ct); // without the code id its kind demands
        await rig.Inbox.AddAsync(sick, 3, EventKind.DoorClosed, 1, Ct, 1);
        await rig.Inbox.AddAsync(well, 1, EventKind.DoorOpened, 1, Ct);

        await rig.EventRelay.RunAsync(tenant, retry: true, Ct);
        await rig.EventRelay.RunAsync(tenant, retry: false, Ct);
        var afterOneTry = await EventsAsync(rig, tenant);
        for (var tries = 1; tries < EventRelay.TriesMax; tries++)
            await rig.EventRelay.RunAsync(tenant, retry: true, Ct);
        var afterAllTries = (await rig.LogAsync(tenant, Ct)).Count(entry => entry.Kind == AuditKinds.EventSetAside);
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal([(sick, 1L), (well, 1L)], afterOneTry);
        Assert.Equal(1, afterAllTries);
        Assert.Equal([(sick, 1L), (well, 1L), (sick, 3L)], await EventsAsync(rig, tenant));
        Assert.Equal(2L, await rig.ScalarAsync<long>(tenant.Database, "select number from relay_set_aside", Ct));
        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from relay_failures", Ct));
    }

    [Fact]
    public async Task Blames_no_event_for_a_database_that_went_away()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct,
            services => services.AddScoped<IDepotEventListener, CutConnection>());
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var controller = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        await rig.Inbox.AddAsync(controller, 1, EventKind.DoorOpened, 1, Ct);

        await Assert.ThrowsAnyAsync<Exception>(() => rig.EventRelay.RunAsync(tenant, retry: true, Ct));

        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from relay_failures", Ct));
        Assert.Empty(await EventsAsync(rig, tenant));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public async Task Keeps_door_and_process_of_a_compartment()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.Inbox.AddAsync(depot.Identity.Controller, 1, EventKind.BreakIn, 3, Ct);

        await rig.RelayAsync(tenant, Ct);

        var view = TenantRig.Value(await rig.InAsync<ShowDepot, Outcome<DepotView>>(
            tenant, show => show.HandleAsync(depot.Id, Ct)));
        Assert.Equal((DoorState.Open, ProcessState.BreakIn), (view.Compartments[2].Door, view.Compartments[2].Process));
        Assert.Equal(
            (DoorState.Unknown, ProcessState.Ready), (view.Compartments[0].Door, view.Compartments[0].Process));
    }

    private static async Task<List<(long Controller, long Event)>> EventsAsync(TenantRig rig, Tenant tenant)
    {
        await using var command = rig.Server.For(tenant.Database).CreateCommand("""
            select (detail::json ->> 'controller')::bigint, (detail::json ->> 'event')::bigint
            from audit_entries where actor like 'depot:%' order by number
            """);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var events = new List<(long, long)>();
        while (await rows.ReadAsync(Ct))
            events.Add((rows.GetInt64(0), rows.GetInt64(1)));
        return events;
    }

    private static async Task CopyAsync(TenantRig rig, string from, string to)
    {
        rig.Server.For(from).Clear();
        await rig.ExecuteAsync("postgres",
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'", Ct);
        await rig.ExecuteAsync("postgres", $"create database {to} template {from}", Ct);
    }

    private sealed class CutConnection : IDepotEventListener
    {
        public int Order => 99;

        public Task ApplyAsync(DepotEvent happened, TenantDbContext db, CancellationToken ct) =>
            throw new NpgsqlException("The connection was cut.", new IOException());
    }
}
