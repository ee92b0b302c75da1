using System.Buffers.Binary;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Reconciliation;
using Fachwerk.Backend.Time;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Fachwerk.SystemTests.Depots;

/// <summary>What a depot is told of itself is told anew when it would be told otherwise, and only then.</summary>
public sealed class SettingsRenewalTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task Over_ten_years_the_table_has_the_next_changes_always_and_is_told_once_a_year()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await MakeAsync(rig);
        var begin = new DateTimeOffset(2041, 1, 1, 0, 0, 0, TimeSpan.Zero);

        for (var week = 0; week < 10 * 52; week++)
        {
            await RenewAsync(rig, tenant, begin.AddDays(7 * week));
            var told = await ToldAsync(rig, depot);
            // Berlin: summer time from the last Sunday of March to that of October (Directive 2000/84/EC).
            var year = begin.AddDays(7 * week).Year;
            Assert.Equal(60, told.MinutesAt(SummerBegins(year).AddSeconds(-1)));
            Assert.Equal(120, told.MinutesAt(SummerBegins(year)));
            Assert.Equal(60, told.MinutesAt(SummerBegins(year + 1).AddSeconds(-1)));
            Assert.Equal(120, told.MinutesAt(SummerBegins(year + 2)));
        }

        var entries = await rig.LogAsync(tenant, Ct);
        Assert.Equal(10, entries.Count(one => one.Kind == AuditKinds.SettingsRenewed));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task After_years_without_the_backend_one_turn_puts_it_right()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await MakeAsync(rig);

        await RenewAsync(rig, tenant, SummerBegins(2050).AddDays(1));

        Assert.Equal(120, (await ToldAsync(rig, depot)).MinutesAt(SummerBegins(2050).AddDays(1)));
        Assert.Equal(60, (await ToldAsync(rig, depot)).MinutesAt(SummerBegins(2051).AddDays(-1)));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task Other_rules_of_the_zone_are_told_without_a_start()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await MakeAsync(rig);
        var now = new DateTimeOffset(2041, 2, 1, 0, 0, 0, TimeSpan.Zero);
        await RenewAsync(rig, tenant, now);
        var before = (await ToldAsync(rig, depot)).MinutesAt(SummerBegins(2041));

        rig.Services.GetRequiredService<SiteZones>().Take(new OneZone(
            DateTimeZoneProviders.Tzdb["Etc/GMT-1"], "TZDB: 2041b"));
        await RenewAsync(rig, tenant, now);

        Assert.Equal(120, before);
        Assert.Equal(60, (await ToldAsync(rig, depot)).MinutesAt(SummerBegins(2041)));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task A_site_that_is_in_another_zone_is_told_so()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await MakeAsync(rig);
        var now = new DateTimeOffset(2041, 2, 1, 0, 0, 0, TimeSpan.Zero);
        await RenewAsync(rig, tenant, now);

        await rig.ExecuteAsync(tenant.Database, "update sites set time_zone = 'Asia/Kathmandu'", Ct);
        await RenewAsync(rig, tenant, now);
        await RenewAsync(rig, tenant, now);

        Assert.Equal(345, (await ToldAsync(rig, depot)).MinutesAt(now));
        Assert.Equal(2L, await rig.ScalarAsync<long>(rig.Fleet.Name, "select max(version) from table_records", Ct)
            - await rig.ScalarAsync<long>(rig.Fleet.Name, "select min(version) from table_records", Ct));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task A_setting_that_is_told_no_more_is_taken_back()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await MakeAsync(rig);
        await rig.ExecuteAsync(tenant.Database, "update depots set settings_told = '\\x0b0107'", Ct);

        await RenewAsync(rig, tenant, new DateTimeOffset(2041, 2, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(1L, await rig.ScalarAsync<long>(rig.Fleet.Name,
            "select count(*) from table_records where kind = 3 and key = '\\x0b' and value is null", Ct));
        Assert.Equal(60, (await ToldAsync(rig, depot)).MinutesAt(SummerBegins(2041).AddDays(-1)));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task Each_turn_is_one_node_s_and_comes_again_after_minutes()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenants = new List<int>();
        for (var i = 0; i < 3; i++)
            tenants.Add((await rig.NewTenantAsync($"turn-{i}", Ct)).Number);
        var turns = rig.Services.GetRequiredService<RenewalTurns>();

        var both = await Task.WhenAll(turns.TakeAsync(Ct), turns.TakeAsync(Ct));
        var again = await turns.TakeAsync(Ct);
        await rig.ExecuteAsync(rig.Fleet.Name, $"""
            update tenants set renewed_at = now() - interval '6 minutes' where number = {tenants[0]};
            update tenants set renewed_at = now() + interval '10 years' where number = {tenants[1]}
            """, Ct);
        var due = await turns.TakeAsync(Ct);

        Assert.Equal(tenants, both.SelectMany(one => one).Select(turn => turn.Tenant).Order());
        Assert.Empty(again);
        Assert.Equal(tenants[..2], due.Select(turn => turn.Tenant).Order());
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public async Task A_turn_of_many_depots_goes_on_where_it_was_and_reaches_the_last()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("many", Ct);
        await rig.ExecuteAsync(rig.Fleet.Name, $"""
            insert into depots (id, tenant) select gen_random_uuid(), {tenant.Number}
            from generate_series(1, {TenantRenewal.PortionMax});
            insert into controllers (tenant, depot, compartments) select tenant, id, 8 from depots;
            update depots d set controller = c.number from controllers c where c.depot = d.id
            """, Ct);
        var last = (await rig.NewDepotAsync(tenant, Ct)).Identity.Controller;
        var (turns, renewal) = (
            rig.Services.GetRequiredService<RenewalTurns>(), rig.Services.GetRequiredService<TenantRenewal>());

        var first = Assert.Single(await turns.TakeAsync(Ct));
        var portion = await renewal.RunTurnAsync(tenant, first.After, null, Ct);
        await turns.GoOnAsync(first with { After = portion.GoesOnAfter!.Value }, Ct);
        await rig.ExecuteAsync(
            rig.Fleet.Name, $"update controllers set last_event = 1 where number = {last}", Ct);
        var next = Assert.Single(await turns.TakeAsync(Ct));
        var end = await renewal.RunTurnAsync(tenant, next.After, null, Ct);

        Assert.Equal((0L, last - 1), (first.After, next.After));
        Assert.Equal([last], end.Behind);
        Assert.Null(end.GoesOnAfter);
        Assert.Empty(await turns.TakeAsync(Ct));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task A_node_with_older_rules_tells_nothing_while_newer_ones_are_about()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var turns = rig.Services.GetRequiredService<RenewalTurns>();

        var first = await turns.TellingTimeAsync("TZDB: 2026f", Ct);
        var newer = await turns.TellingTimeAsync("TZDB: 2027a", Ct);
        var older = await turns.TellingTimeAsync("TZDB: 2026f", Ct);
        await rig.ExecuteAsync(rig.Fleet.Name, "update zone_rules set seen_at = now() - interval '25 hours'", Ct);
        var alone = await turns.TellingTimeAsync("TZDB: 2026f", Ct);

        Assert.NotNull(first);
        Assert.NotNull(newer);
        Assert.Null(older);
        Assert.NotNull(alone);
    }

    private static DateTimeOffset SummerBegins(int year)
    {
        DateTimeOffset day = new(year, 3, 31, 1, 0, 0, TimeSpan.Zero);
        return day.AddDays(-(int)day.DayOfWeek);
    }

    private static async Task<(Tenant Tenant, CreatedDepot Depot)> MakeAsync(TenantRig rig)
    {
        var tenant = await rig.NewTenantAsync("zones", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        return (tenant, depot);
    }

    private static async Task RenewAsync(TenantRig rig, Tenant tenant, DateTimeOffset now)
    {
        var renewed = await rig.Services.GetRequiredService<TenantRenewal>().RunTurnAsync(tenant, 0, now, Ct);
        Assert.True(renewed.IsDone);
        await rig.RelayAsync(tenant, Ct);
    }

    private static async Task<ToldOffset> ToldAsync(TenantRig rig, CreatedDepot depot) => new(
        await rig.ScalarAsync<byte[]>(rig.Fleet.Name, $"""
            select value from table_records
            where controller = {depot.Identity.Controller} and kind = 3 and key = '\x03'
            """, Ct));

    // As SPEC.md has the setting: key[1], minutes[2], then changes of time[4] minutes[2].
    private sealed record ToldOffset(byte[] Record)
    {
        public int MinutesAt(DateTimeOffset at)
        {
            int minutes = BinaryPrimitives.ReadInt16BigEndian(Record.AsSpan(1));
            for (var i = 3; i < Record.Length; i += 6)
                minutes = BinaryPrimitives.ReadUInt32BigEndian(Record.AsSpan(i)) <= at.ToUnixTimeSeconds()
                    ? BinaryPrimitives.ReadInt16BigEndian(Record.AsSpan(i + 4)) : minutes;
            return minutes;
        }
    }

    private sealed class OneZone(DateTimeZone zone, string edition) : IDateTimeZoneProvider
    {
        public string VersionId => edition;

        public System.Collections.ObjectModel.ReadOnlyCollection<string> Ids => new(["Europe/Berlin"]);

        public DateTimeZone this[string id] => zone;

        public DateTimeZone GetSystemDefault() => zone;

        public DateTimeZone? GetZoneOrNull(string id) => zone;
    }
}
