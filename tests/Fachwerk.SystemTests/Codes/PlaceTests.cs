using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Codes;

/// <summary>The thousand places of a depot's table: who has one, and who gives it away.</summary>
[Trait("Promise", "H-04")]
[Trait("Promise", "D-02")]
public sealed class PlaceTests(PostgresFixture postgres)
{
    private const string CodesInFleet = "select count(*) from table_records where kind = 1 and value is not null";
    private static readonly Guid Clerk = Guid.NewGuid();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Codes_that_have_ended_make_room_those_first_that_did_long_ago()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(
            rig, tenant, depot, CodeRules.LiveMax, "now() - interval '1 hour' + n * interval '1 s'", Ct);

        for (var i = 0; i < 4; i++)
            TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(1000L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
        Assert.Equal("1,2,3,4", await rig.ScalarAsync<string>(tenant.Database,
            "select string_agg(number::text, ',' order by number) from access_codes where left_at is not null", Ct));
        Assert.Equal(1000, await rig.ScalarAsync<int>(rig.Fleet.Name, "select table_codes from controllers", Ct));
    }

    [Theory]
    [InlineData("now() - interval '59 minutes'", 1, "codes-full")]
    [InlineData("now() - interval '61 minutes'", 1, null)]
    [InlineData("now() - interval '1 minute'", 0, null)]
    [InlineData("now() + interval '1 minute'", 0, "codes-full")]
    [InlineData("null", 0, "codes-full")]
    public async Task Gives_a_place_away_only_when_nobody_can_open_with_its_code_any_more(
        string endsAt, int uses, string? refusal)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(rig, tenant, depot, CodeRules.LiveMax, endsAt, Ct, uses);

        var outcome = await IssueAsync(rig, tenant, depot.Id);

        Assert.Equal(refusal, TenantRig.CodeOf(outcome));
    }

    [Fact]
    public async Task Fifty_at_once_get_the_places_of_fifty_that_have_ended_and_no_table_is_ever_too_large()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(rig, tenant, depot, CodeRules.LiveMax,
            "case when n <= 49 then now() - interval '1 day' end", Ct);

        var issued = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => IssueAsync(rig, tenant, depot.Id)));
        await rig.RelayAsync(tenant, Ct);

        Assert.Single(issued, one => TenantRig.CodeOf(one) == "codes-full");
        Assert.Equal(1000L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
    }

    [Fact]
    public async Task What_ended_a_week_ago_leaves_by_itself_once_on_however_many_nodes()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(rig, tenant, depot, CodeRules.LiveMax,
            "now() - case when n <= 700 then interval '7 days 1 s' else interval '6 days 23 hours' end", Ct);
        await using var other = TenantRig.Attach(rig.Server, postgres.Time);

        await Task.WhenAll(new[] { rig, other, rig, other }.Select(node =>
            node.Services.GetRequiredService<CodeRetirement>().RunOnceAsync(Ct)));
        var removals = await rig.ScalarAsync<long>(tenant.Database, "select count(*) from outbox", Ct);
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(2L, removals);
        Assert.Equal(300L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
        Assert.Equal(700L, await rig.ScalarAsync<long>(tenant.Database,
            "select count(*) from access_codes where left_at is not null and remove_version is not null", Ct));
    }

    [Fact]
    public async Task A_node_whose_clock_is_ahead_takes_no_code_that_still_opens()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(rig, tenant, depot, 10, "now() + interval '1 hour'", Ct);
        var clock = new ShiftedClock { Ahead = TimeSpan.FromDays(60) };
        await using var ahead = TenantRig.Attach(rig.Server, clock);

        await ahead.Services.GetRequiredService<CodeRetirement>().RunOnceAsync(Ct);

        Assert.Equal(0L, await rig.ScalarAsync<long>(
            tenant.Database, "select count(*) from access_codes where left_at is not null", Ct));
    }

    [Fact]
    public async Task A_node_whose_clock_is_ahead_gives_no_place_away_of_a_code_that_still_opens()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(rig, tenant, depot, CodeRules.LiveMax, "now() + interval '1 hour'", Ct);
        var clock = new ShiftedClock { Ahead = TimeSpan.FromDays(60) };
        await using var ahead = TenantRig.Attach(rig.Server, clock);

        var outcome = await IssueAsync(ahead, tenant, depot.Id);

        Assert.Equal("codes-full", TenantRig.CodeOf(outcome));
    }

    [Fact]
    public async Task Digits_of_a_code_that_never_got_to_its_depot_come_free()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await IssueAsync(rig, tenant, depot.Id, "47110815");
        await rig.ExecuteAsync(tenant.Database, "delete from outbox; update access_codes set failed = true", Ct);

        var again = await IssueAsync(rig, tenant, depot.Id, "47110815");

        Assert.Null(TenantRig.CodeOf(again));
    }

    [Fact]
    public async Task Codes_of_a_controller_that_was_replaced_are_listed_among_those_without_a_place()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(rig, tenant, depot, CodeRules.LiveMax, "null", Ct);
        await rig.ExecuteAsync(tenant.Database, "update depots set controller = controller + 1", Ct);

        var listed = TenantRig.Value(await rig.InAsync<ListCodes, Outcome<CodeList>>(
            tenant, list => list.HandleAsync(depot.Id, Ct)));

        Assert.Equal((ListCodes.GoneMax, 0), (listed.Codes.Count, listed.Live));
    }

    [Fact]
    public async Task A_revocation_passes_by_what_cannot_be_delivered()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var there = TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));
        await rig.RelayAsync(tenant, Ct);
        await IssueAsync(rig, tenant, depot.Id);
        await rig.ExecuteAsync(tenant.Database, "update outbox set payload = 'cut off'", Ct);
        await rig.OutboxRelay.RunAsync(tenant, Ct);

        await RevokeAsync(rig, tenant, depot.Id, there.Id);
        await rig.OutboxRelay.RunAsync(tenant, Ct);

        Assert.Equal(0L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
    }

    [Fact]
    public async Task What_nobody_can_read_is_given_up_and_what_waits_behind_it_goes()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await rig.RelayAsync(tenant, Ct);
        await IssueAsync(rig, tenant, depot.Id);
        await rig.ExecuteAsync(tenant.Database, "update outbox set payload = 'cut off'", Ct);
        await IssueAsync(rig, tenant, depot.Id);

        for (var i = 0; i <= OutboxRelay.TriesMax; i++)
        {
            await rig.ExecuteAsync(tenant.Database, "update outbox set not_before = now() - interval '1 s'", Ct);
            await rig.OutboxRelay.RunAsync(tenant, Ct);
        }

        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from outbox", Ct));
        Assert.Equal(1L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
    }

    [Fact]
    public async Task A_code_that_is_revoked_before_it_was_delivered_never_gets_there()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);

        var code = TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));
        await RevokeAsync(rig, tenant, depot.Id, code.Id);
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(0L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from outbox", Ct));
    }

    [Fact]
    public async Task A_stream_that_is_held_back_keeps_no_other_from_its_turn()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var other = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        await rig.ExecuteAsync(tenant.Database, $"""
            insert into outbox (urgent, kind, stream, key, payload, created_at, tries, not_before)
            select true, 'order.open', 'orders:none', gen_random_uuid(), 'cut off', now(), 0,
                   now() + n * interval '1 s'
            from generate_series(0, {OutboxRelay.RowsMax}) n
            """, Ct);

        await IssueAsync(rig, tenant, other.Id);
        await rig.RelayAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(1L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
    }

    [Fact]
    public async Task Codes_issued_at_once_are_few_versions_of_the_table()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var before = await WantedAsync(rig);
        for (var i = 0; i < OutboxRelay.RowsMax + 1; i++)
            await IssueAsync(rig, tenant, depot.Id);

        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(2, await WantedAsync(rig) - before);
        Assert.Equal(OutboxRelay.RowsMax + 1L, await rig.ScalarAsync<long>(rig.Fleet.Name, CodesInFleet, Ct));
    }

    [Fact]
    public async Task The_last_use_ends_a_code_when_the_depot_tells_of_it()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await rig.InAsync<IssueCode, Outcome<IssuedCode>>(tenant, issue => issue.HandleAsync(
            new IssueCodeRequest(depot.Id, 1, null, null, 2, Clerk), Ct));
        var number = await rig.ScalarAsync<long>(tenant.Database, "select number from access_codes", Ct);
        var ended = new List<bool>();

        for (var use = 1; use <= 2; use++)
        {
            await rig.Inbox.AddAsync(depot.Identity.Controller, use, EventKind.CodeAccepted, 1, Ct, number);
            await rig.RelayAsync(tenant, Ct);
            ended.Add(await rig.ScalarAsync<bool>(
                tenant.Database, "select (ends_at <= now()) is true from access_codes", Ct));
        }

        Assert.Equal([false, true], ended);
    }

    [Fact]
    public async Task A_code_with_a_place_is_listed_however_many_came_after_it()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var old = TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));
        await rig.ExecuteAsync(tenant.Database, $"""
            insert into access_codes
                (id, number, depot, controller, compartment, tag, valid_from, uses, used, issued_by, issued_at,
                 revoked_at, failed)
            select gen_random_uuid(), -n, '{depot.Id}', {depot.Identity.Controller}, 1, int8send(n), now(), 0, 0,
                   '{Clerk}', now(), now(), false
            from generate_series(1, 1100) n
            """, Ct);

        var listed = TenantRig.Value(await rig.InAsync<ListCodes, Outcome<CodeList>>(
            tenant, list => list.HandleAsync(depot.Id, Ct)));

        Assert.Contains(listed.Codes, code => code.Id == old.Id);
        Assert.Equal((ListCodes.GoneMax + 1, 1), (listed.Codes.Count, listed.Live));
    }

    private static async Task<(Tenant, CreatedDepot)> DepotAsync(TenantRig rig)
    {
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        return (tenant, depot);
    }

    private static Task<long> WantedAsync(TenantRig rig) =>
        rig.ScalarAsync<long>(rig.Fleet.Name, "select table_version_wanted from controllers", Ct);

    private static Task<Outcome<IssuedCode>> IssueAsync(
        TenantRig rig, Tenant tenant, DepotId depot, string? digits = null) =>
        rig.InAsync<IssueCode, Outcome<IssuedCode>>(tenant, issue => issue.HandleAsync(
            new IssueCodeRequest(depot, 1, null, null, 0, Clerk, digits), Ct));

    private static Task<Outcome<CodeId>> RevokeAsync(TenantRig rig, Tenant tenant, DepotId depot, CodeId code) =>
        rig.InAsync<RevokeCode, Outcome<CodeId>>(tenant, revoke => revoke.HandleAsync(depot, code, Clerk, Ct));
}
