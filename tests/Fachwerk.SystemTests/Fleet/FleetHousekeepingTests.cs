using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fachwerk.SystemTests.Fleet;

public sealed class FleetHousekeepingTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forgets_long_after_records_that_the_depot_has_removed_and_only_those()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        var depot = await rig.EnrolAsync(Ct);
        await ApplyAsync(rig, depot.Controller, 1, new byte[24]);
        await ApplyAsync(rig, depot.Controller, 2, new byte[24]);
        var first = await ApplyAsync(rig, depot.Controller, 1, null);
        await ApplyAsync(rig, depot.Controller, 2, null);
        await rig.ExecuteAsync($"update controllers set table_version = {first}", Ct);

        await rig.ExecuteAsync("update table_changes set applied_at = now() - interval '13 days'", Ct);
        await TidyAsync(rig);
        var remembered = await rig.ScalarAsync<long>("select count(*) from table_records", Ct);
        await rig.ExecuteAsync("update table_changes set applied_at = now() - interval '15 days'", Ct);
        await TidyAsync(rig);

        Assert.Equal(2, remembered);
        Assert.Equal(1, await rig.ScalarAsync<long>("select count(*) from table_records", Ct));
        Assert.Equal(first, await rig.ScalarAsync<long>("select table_horizon from controllers", Ct));
    }

    [Fact]
    public async Task Keeps_the_inbox_for_fourteen_days()
    {
        await using var rig = await FleetRig.MakeAsync(postgres, Ct);
        await rig.ExecuteAsync("""
            insert into inbox (tenant, controller, depot, source, number, kind, detail, received_at)
            select 1, 1001, gen_random_uuid(), 1, age, 9, '\x80', now() - make_interval(days => age)
            from unnest(array[1, 13, 15]) age
            """, Ct);

        await TidyAsync(rig);

        Assert.Equal("1 13", await rig.ScalarAsync<string>(
            "select string_agg(number::text, ' ' order by number) from inbox", Ct));
    }

    private static Task<long> ApplyAsync(FleetRig rig, long controller, byte id, byte[]? record) =>
        rig.Tables.ApplyAsync(
            controller, [new TableChange(RecordKind.Code, [0, 0, 0, id], record)], Guid.NewGuid(), Ct);

    private async Task TidyAsync(FleetRig rig)
    {
        using var housekeeping = new FleetHousekeeping(
            rig.Database, postgres.Time, NullLogger<FleetHousekeeping>.Instance);
        await housekeeping.RunOnceAsync(Ct);
    }
}
