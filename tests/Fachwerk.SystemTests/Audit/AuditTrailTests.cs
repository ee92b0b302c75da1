using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Fachwerk.SystemTests.Audit;

public sealed class AuditTrailTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Promise", "H-07")]
    public async Task Numbers_without_gaps_when_many_write_at_once()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(writer => WriteAsync(rig, tenant, 1 + writer % 3)));

        var verdict = await rig.VerifyAuditAsync(tenant, Ct);
        Assert.Equal(new AuditVerdict(48, null), verdict);
    }

    [Fact]
    [Trait("Promise", "H-07")]
    public async Task Takes_no_number_for_what_was_not_committed()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await using (var scope = rig.Scopes.Open(tenant))
        {
            var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
            var trail = scope.ServiceProvider.GetRequiredService<AuditTrail>();
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            trail.Add("test", Actor.System);
            await trail.BeforeCommitAsync(db, Ct);
            await transaction.RollbackAsync(Ct);
        }

        await WriteAsync(rig, tenant, 1);

        Assert.Equal(1, Assert.Single(await rig.LogAsync(tenant, Ct)).Number);
    }

    [Theory]
    [Trait("Promise", "H-07")]
    [InlineData("update audit_entries set actor = 'user:someone' where number = 1")]
    [InlineData("delete from audit_entries where number = 2")]
    [InlineData("truncate audit_entries")]
    [InlineData("set session_replication_role = replica; delete from audit_entries")]
    public async Task Refuses_to_be_changed(string sql)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await WriteAsync(rig, tenant, 2);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => rig.ExecuteAsync(tenant.Database, sql, Ct));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal(2, (await rig.LogAsync(tenant, Ct)).Count);
    }

    [Theory]
    [Trait("Promise", "H-07")]
    [InlineData("update audit_entries set actor = 'user:someone' where number = 3", 3)]
    [InlineData("update audit_entries set at = at + interval '1 microsecond' where number = 2", 2)]
    [InlineData("update audit_entries set recorded_at = recorded_at - interval '1 microsecond' where number = 2", 2)]
    [InlineData("update audit_entries set compartment = 8 where number = 1", 1)]
    [InlineData("update audit_entries set detail = detail || ' ' where number = 4", 4)]
    [InlineData("update audit_entries set kind = 'other' where number = 4", 4)]
    [InlineData("update audit_entries set depot = gen_random_uuid() where number = 4", 4)]
    [InlineData("delete from audit_entries where number = 2", 2)]
    [InlineData("delete from audit_entries where number = 2; "
        + "update audit_entries set number = number - 1 where number > 2", 2)]
    public async Task Shows_where_someone_changed_it_who_hashed_nothing_anew(string tampering, long broken)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await WriteAsync(rig, tenant, 5);

        await rig.ExecuteAsync(tenant.Database,
            $"alter table audit_entries disable trigger all; {tampering}", Ct);

        Assert.Equal(broken, (await rig.VerifyAuditAsync(tenant, Ct)).FirstBroken);
    }

    // What the check cannot see; backend/README.md says so too.
    [Theory]
    [InlineData("delete from audit_entries where number > 3")]
    [InlineData("truncate audit_entries")]
    public async Task Does_not_show_that_its_end_was_cut(string tampering)
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await WriteAsync(rig, tenant, 5);

        await rig.ExecuteAsync(tenant.Database,
            $"alter table audit_entries disable trigger all; {tampering}", Ct);

        Assert.Null((await rig.VerifyAuditAsync(tenant, Ct)).FirstBroken);
    }

    private static async Task WriteAsync(TenantRig rig, Tenant tenant, int entries)
    {
        await using var scope = rig.Scopes.Open(tenant);
        var trail = scope.ServiceProvider.GetRequiredService<AuditTrail>();
        for (var i = 0; i < entries; i++)
            trail.Add("test.entry", Actor.System, new { Text = "Straße \"7\" <b>", i }, compartment: 7);
        await scope.ServiceProvider.GetRequiredService<TenantCommit>().SaveAsync(Ct);
    }
}
