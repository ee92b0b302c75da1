using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Codes;

public sealed class TableCodeTests(PostgresFixture postgres)
{
    private static readonly Guid Clerk = Guid.NewGuid();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task Is_pending_on_the_depot_pending_removal_and_removed()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var states = new List<CodeState>();

        var code = TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));
        states.Add(await StateAsync(rig, tenant, depot.Id));
        await rig.RelayAsync(tenant, Ct);
        states.Add(await StateAsync(rig, tenant, depot.Id));
        await CheckInAsync(rig);
        states.Add(await StateAsync(rig, tenant, depot.Id));
        await RevokeAsync(rig, tenant, depot.Id, code.Id);
        await rig.RelayAsync(tenant, Ct);
        states.Add(await StateAsync(rig, tenant, depot.Id));
        await CheckInAsync(rig);
        states.Add(await StateAsync(rig, tenant, depot.Id));

        Assert.Equal(
        [
            CodeState.Pending, CodeState.Pending, CodeState.OnDepot, CodeState.RemovalPending, CodeState.Removed
        ], states);
    }

    [Fact]
    public async Task Is_refused_for_a_depot_whose_controller_was_revoked()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await rig.Services.GetRequiredService<ControllerRegistry>().RevokeAsync(depot.Id.Value, Ct);

        var outcome = await IssueAsync(rig, tenant, depot.Id);

        Assert.Equal("controller-inactive", TenantRig.CodeOf(outcome));
        Assert.Equal(0L, await rig.ScalarAsync<long>(tenant.Database, "select count(*) from access_codes", Ct));
    }

    [Fact]
    [Trait("Promise", "D-02")]
    public async Task Reaches_the_table_as_the_record_that_its_digits_give()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var from = new DateTimeOffset(2030, 1, 1, 8, 0, 0, TimeSpan.Zero);

        var code = TenantRig.Value(await rig.InAsync<IssueCode, Outcome<IssuedCode>>(tenant, issue => issue.HandleAsync(
            new IssueCodeRequest(depot.Id, 3, from, from.AddHours(2), 1, Clerk), Ct)));
        await rig.RelayAsync(tenant, Ct);

        var stored = await rig.ScalarAsync<byte[]>(
            rig.Fleet.Name, "select value from table_records where kind = 1", Ct);
        var record = new CodeRecord();
        Assert.True(record.TryRead(stored, 0, stored.Length));
        var key = await rig.Services.GetRequiredService<ControllerKeys>().TableKeyAsync(depot.Identity.Controller, Ct);
        var tag = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(code.Digits));
        Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(tag), record.Tag);
        Assert.Equal((1_893_484_800L, 1_893_492_000L, 3, 1, CodeFlags.None),
            (record.NotBefore, record.NotAfter, record.Compartment, record.Uses, record.Flags));
        Assert.Equal(8, code.Digits.Length);
        Assert.All(code.Digits, digit => Assert.InRange(digit, '0', '9'));
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task Refuses_digits_that_the_depot_may_still_hold()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var elsewhere = await rig.NewDepotAsync(tenant, Ct);
        const string digits = "47110815";

        var first = await IssueAsync(rig, tenant, depot.Id, digits);
        var again = await IssueAsync(rig, tenant, depot.Id, digits);
        var onAnother = await IssueAsync(rig, tenant, elsewhere.Id, digits);
        await RevokeAsync(rig, tenant, depot.Id, TenantRig.Value(first).Id);
        await rig.RelayAsync(tenant, Ct);
        var whileHeld = await IssueAsync(rig, tenant, depot.Id, digits);
        await CheckInAsync(rig);
        var afterRemoval = await IssueAsync(rig, tenant, depot.Id, digits);

        string?[] refusals = [.. new[] { first, again, onAnother, whileHeld, afterRemoval }.Select(TenantRig.CodeOf)];
        string?[] expected = [null, "code-in-use", null, "code-in-use", null];
        Assert.Equal(expected, refusals);
    }

    [Fact]
    [Trait("Promise", "D-02")]
    public async Task A_depot_holds_so_many_and_no_more_also_when_they_are_issued_at_once()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await FilledTable.AddAsync(rig, tenant, depot, CodeRules.LiveMax - 1, "null", Ct);

        var issued = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => IssueAsync(rig, tenant, depot.Id)));

        Assert.Single(issued, one => TenantRig.CodeOf(one) is null);
        Assert.Equal(49, issued.Count(one => TenantRig.CodeOf(one) == "codes-full"));
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task Is_revoked_once_however_many_revoke_it_at_once()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        var code = TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => RevokeAsync(rig, tenant, depot.Id, code.Id)));

        Assert.Single(await rig.LogAsync(tenant, Ct), entry => entry.Kind == AuditKinds.CodeRevoked);
    }

    [Fact]
    [Trait("Promise", "H-04")]
    public async Task Leaves_its_digits_nowhere()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);

        var code = TenantRig.Value(await IssueAsync(rig, tenant, depot.Id));

        Assert.DoesNotContain(await rig.LogAsync(tenant, Ct),
            entry => entry.Detail.Contains(code.Digits, StringComparison.Ordinal));
        Assert.False(await rig.ScalarAsync<bool>(tenant.Database,
            $"select exists (select from outbox where payload like '%{code.Digits}%')", Ct));
        Assert.Contains(await rig.LogAsync(tenant, Ct), entry => entry.Kind == AuditKinds.CodeIssued);
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public async Task Counts_its_uses_from_the_journal()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await IssueAsync(rig, tenant, depot.Id);
        var number = await rig.ScalarAsync<long>(tenant.Database, "select number from access_codes", Ct);

        await rig.Inbox.AddAsync(depot.Identity.Controller, 1, EventKind.CodeAccepted, 1, Ct, number);
        await rig.Inbox.AddAsync(depot.Identity.Controller, 2, EventKind.CodeAccepted, 1, Ct, number);
        await rig.RelayAsync(tenant, Ct);

        Assert.Equal(2, await rig.ScalarAsync<int>(tenant.Database, "select used from access_codes", Ct));
    }

    [Fact]
    [Trait("Promise", "B-02")]
    public async Task Never_takes_an_id_again_after_a_restore()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var (tenant, depot) = await DepotAsync(rig);
        await IssueAsync(rig, tenant, depot.Id);
        var before = await rig.ScalarAsync<long>(tenant.Database, "select number from access_codes", Ct);
        await rig.ExecuteAsync(tenant.Database, "delete from outbox; delete from access_codes", Ct);

        await IssueAsync(rig, tenant, depot.Id);

        Assert.True(await rig.ScalarAsync<long>(tenant.Database, "select number from access_codes", Ct) > before);
    }

    private static async Task<(Tenant, CreatedDepot)> DepotAsync(TenantRig rig)
    {
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var depot = await rig.NewDepotAsync(tenant, Ct);
        await rig.RelayAsync(tenant, Ct);
        return (tenant, depot);
    }

    private static Task<Outcome<IssuedCode>> IssueAsync(
        TenantRig rig, Tenant tenant, DepotId depot, string? digits = null) =>
        rig.InAsync<IssueCode, Outcome<IssuedCode>>(tenant, issue => issue.HandleAsync(
            new IssueCodeRequest(depot, 1, null, null, 0, Clerk, digits), Ct));

    private static Task<Outcome<CodeId>> RevokeAsync(TenantRig rig, Tenant tenant, DepotId depot, CodeId code) =>
        rig.InAsync<RevokeCode, Outcome<CodeId>>(tenant, revoke => revoke.HandleAsync(depot, code, Clerk, Ct));

    private static async Task<CodeState> StateAsync(TenantRig rig, Tenant tenant, DepotId depot) =>
        TenantRig.Value(await rig.InAsync<ListCodes, Outcome<CodeList>>(
            tenant, list => list.HandleAsync(depot, Ct))).Codes[0].State;

    // Every depot reports the version it should have.
    private static Task CheckInAsync(TenantRig rig) => rig.ExecuteAsync(rig.Fleet.Name,
        "update controllers set table_version = table_version_wanted, last_contact = now(), last_check_in = now()", Ct);
}
