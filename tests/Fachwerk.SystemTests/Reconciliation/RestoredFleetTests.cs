using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Reconciliation;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Reconciliation;

/// <summary>The fleet's database alone goes back in time; what the tenant knows stands in its tables again.</summary>
public sealed class RestoredFleetTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task A_code_that_was_revoked_after_the_image_is_revoked_again()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var controller = depot.Identity.Controller;
        var kept = await rig.IssueAsync(depot.Id);
        var revoked = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        var image = await rig.TakeImageAsync(rig.Fleet);
        await rig.RevokeAsync(depot.Id, revoked.Id);
        await rig.RelayAsync();

        await rig.RestoreFleetAsync(image);
        var back = await rig.CodesInTableAsync(controller);
        await rig.ReconcileAsync();
        var before = await rig.StatesAsync(depot.Id);
        await rig.CheckInAsync();
        var after = await rig.StatesAsync(depot.Id);

        var number = await rig.NumberOfAsync(kept.Id);
        Assert.Equal($"{number} {await rig.NumberOfAsync(revoked.Id)}", back);
        Assert.Equal(number, await rig.CodesInTableAsync(controller));
        Assert.Equal((CodeState.RemovalPending, CodeState.Removed), (before[revoked.Id], after[revoked.Id]));
        Assert.Equal(CodeState.OnDepot, after[kept.Id]);
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task A_code_that_was_issued_after_the_image_is_issued_again()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var image = await rig.TakeImageAsync(rig.Fleet);
        var code = await rig.IssueAsync(depot.Id);
        var over = await rig.IssueAsync(depot.Id, postgres.Time.GetUtcNow().AddHours(1));
        await rig.RelayAsync();
        await rig.Tenants.ExecuteAsync(rig.Tenant.Database,
            $"update access_codes set ends_at = now() - interval '1 s' where id = '{over.Id}'", Ct);
        await rig.CheckInAsync();

        await rig.RestoreFleetAsync(image);
        await rig.CheckInAsync();
        await rig.ReconcileAsync();
        var before = (await rig.StatesAsync(depot.Id))[code.Id];
        await rig.CheckInAsync();

        Assert.Equal(await rig.NumberOfAsync(code.Id), await rig.CodesInTableAsync(depot.Identity.Controller));
        Assert.Equal((CodeState.Pending, CodeState.OnDepot), (before, (await rig.StatesAsync(depot.Id))[code.Id]));
        var entry = Assert.Single(await rig.LogAsync(AuditKinds.TableRestored));
        Assert.Contains("\"codesPut\":1,\"codesRemoved\":0,\"codesUnknown\":0", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public async Task Settings_and_compartments_that_were_written_after_the_image_are_written_again()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var site = TenantRig.Value(await rig.Tenants.InAsync<CreateSite, Outcome<SiteId>>(
            rig.Tenant, create => create.HandleAsync("Site", "Europe/Berlin", Actor.System, Ct)));
        var depot = TenantRig.Value(await rig.Tenants.InAsync<CreateDepot, Outcome<CreatedDepot>>(
            rig.Tenant, create => create.HandleAsync(new CreateDepotRequest(
                site, "Depot", [new NewCompartment(CompartmentSize.Small, CompartmentFeatures.None)], Actor.System)
            {
                BootSpread = TimeSpan.FromSeconds(90)
            }, Ct)));
        var image = await rig.TakeImageAsync(rig.Fleet);
        await rig.RelayAsync();
        var records = await RecordsAsync(rig);

        await rig.RestoreFleetAsync(image);
        var forgotten = await RecordsAsync(rig);
        await rig.ReconcileAsync();

        Assert.Equal("", forgotten);
        Assert.Equal(records, await RecordsAsync(rig));
        Assert.Equal(await rig.WantedAsync(depot.Identity.Controller), await rig.Tenants.ScalarAsync<long>(
            rig.Tenant.Database, "select table_version from depots", Ct));
    }

    [Fact]
    public async Task Nothing_is_written_where_nothing_was_forgotten()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var controller = depot.Identity.Controller;
        await rig.IssueAsync(depot.Id);
        var revoked = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        await rig.RevokeAsync(depot.Id, revoked.Id);
        await rig.RelayAsync();
        await rig.IssueAsync(depot.Id); // still in the outbox
        var image = await rig.TakeImageAsync(rig.Fleet);
        var (wanted, log) = (await rig.WantedAsync(controller), (await rig.Tenants.LogAsync(rig.Tenant, Ct)).Count);

        await rig.RestoreFleetAsync(image);
        var portions = await rig.ReconcileAsync();

        Assert.Equal(1, portions);
        Assert.Equal(wanted, await rig.WantedAsync(controller));
        Assert.Equal(log, (await rig.Tenants.LogAsync(rig.Tenant, Ct)).Count);
        Assert.Equal(RelayResult.Idle, (await rig.ReconcileOnceAsync()).Result);
    }

    [Fact]
    public async Task A_fleet_that_goes_back_twice_is_put_right_twice()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depot = await rig.NewDepotAsync();
        var controller = depot.Identity.Controller;
        var older = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        var image = await rig.TakeImageAsync(rig.Fleet);
        var newer = await rig.IssueAsync(depot.Id);
        await rig.RevokeAsync(depot.Id, older.Id);
        await rig.RelayAsync();

        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();
        var first = await rig.CodesInTableAsync(controller);
        var newest = await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();

        Assert.Equal(await rig.NumberOfAsync(newer.Id), first);
        Assert.Equal($"{await rig.NumberOfAsync(newer.Id)} {await rig.NumberOfAsync(newest.Id)}",
            await rig.CodesInTableAsync(controller));
    }

    [Fact]
    public async Task A_run_that_is_cut_goes_on_and_writes_nothing_twice()
    {
        var cut = new Cut();
        await using var rig = await RestoredRig.MakeAsync(
            postgres, Ct, services => services.AddScoped<ITenantCommitStep>(_ => cut));
        var depots = new List<CreatedDepot>();
        for (var i = 0; i < TableReconciliation.WrittenMax + 2; i++)
            depots.Add(await rig.NewDepotAsync());
        var image = await rig.TakeImageAsync(rig.Fleet);
        foreach (var depot in depots)
            await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();
        await rig.RestoreFleetAsync(image);

        // Written in the fleet, and lost here: as a node that dies before its commit.
        cut.IsDue = true;
        await Assert.ThrowsAsync<IOException>(rig.ReconcileOnceAsync);
        var half = await VersionsAsync(rig);
        var portions = await rig.ReconcileAsync();
        var whole = await VersionsAsync(rig);

        Assert.Equal(TableReconciliation.WrittenMax, half.Count);
        Assert.Equal(depots.Count, whole.Count);
        Assert.Equal(half, whole.Take(half.Count));
        Assert.Equal(2, portions);
        Assert.Equal(whole, await PutVersionsAsync(rig));
    }

    [Fact]
    public async Task Many_tables_are_written_a_few_at_a_time()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depots = new List<CreatedDepot>();
        for (var i = 0; i < TableReconciliation.WrittenMax + 1; i++)
            depots.Add(await rig.NewDepotAsync());
        var image = await rig.TakeImageAsync(rig.Fleet);
        foreach (var depot in depots)
            await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();

        await rig.RestoreFleetAsync(image);
        var first = await rig.ReconcileOnceAsync();
        var half = await VersionsAsync(rig);
        var second = await rig.ReconcileOnceAsync();

        Assert.Equal((RelayResult.More, RelayResult.Idle), (first.Result, second.Result));
        Assert.Equal((TableReconciliation.WrittenMax, TableReconciliation.WrittenMax + 1),
            (half.Count, (await VersionsAsync(rig)).Count));
    }

    [Fact]
    public async Task A_fleet_that_goes_back_during_a_run_is_gone_through_from_the_start()
    {
        await using var rig = await RestoredRig.MakeAsync(postgres, Ct);
        var depots = new List<CreatedDepot>();
        for (var i = 0; i < TableReconciliation.WrittenMax + 1; i++)
            depots.Add(await rig.NewDepotAsync());
        var image = await rig.TakeImageAsync(rig.Fleet);
        foreach (var depot in depots)
            await rig.IssueAsync(depot.Id);
        await rig.RelayAsync();

        await rig.RestoreFleetAsync(image);
        await rig.ReconcileOnceAsync();
        await rig.RestoreFleetAsync(image);
        await rig.ReconcileAsync();

        Assert.Equal(depots.Count, (await VersionsAsync(rig)).Count);
        Assert.Equal(await VersionsAsync(rig), await PutVersionsAsync(rig));
    }

    private static Task<string> RecordsAsync(RestoredRig rig) => rig.Tenants.ScalarAsync<string>(rig.Fleet, """
        select coalesce(string_agg(kind || ':' || encode(value, 'hex'), ' ' order by kind, key), '') from table_records
        """, Ct);

    private static Task<List<long>> VersionsAsync(RestoredRig rig) =>
        NumbersAsync(rig, rig.Fleet, "select version from table_records where kind = 1 order by controller");

    private static Task<List<long>> PutVersionsAsync(RestoredRig rig) =>
        NumbersAsync(rig, rig.Tenant.Database, "select put_version from access_codes order by controller");

    private static async Task<List<long>> NumbersAsync(RestoredRig rig, string database, string sql)
    {
        await using var command = rig.Tenants.Server.For(database).CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var numbers = new List<long>();
        while (await rows.ReadAsync(Ct))
            numbers.Add(rows.GetInt64(0));
        return numbers;
    }

    private sealed class Cut : ITenantCommitStep
    {
        public bool IsDue { get; set; }

        public int Order => 0;

        public Task BeforeCommitAsync(TenantDbContext db, CancellationToken ct)
        {
            var isDue = IsDue;
            IsDue = false;
            return isDue ? Task.FromException(new IOException("The node died.")) : Task.CompletedTask;
        }

        public void AfterCommit()
        {
        }
    }
}
