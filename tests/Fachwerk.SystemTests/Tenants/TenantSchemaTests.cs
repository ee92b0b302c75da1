using System.Reflection;
using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Tenants;

public sealed class TenantSchemaTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrations_make_exactly_the_columns_of_the_model()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        await using var scope = rig.Scopes.Open(tenant);
        var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();

        var expected = db.Model.GetRelationalModel().Tables
            .SelectMany(table => table.Columns.Select(column =>
                $"{table.Name}.{column.Name} {column.StoreType}{(column.IsNullable ? "" : " not null")}"))
            .Order(StringComparer.Ordinal).ToList();
        var tables = db.Model.GetRelationalModel().Tables.Select(table => table.Name).ToHashSet();
        var actual = (await ColumnsAsync(rig, tenant)).Where(column => tables.Contains(column.Table))
            .Select(column => column.Text).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(expected, actual);
    }

    [Fact]
    [Trait("Promise", "S-03")]
    public async Task Every_table_is_read_from_the_tenants_own_database()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var acme = await rig.NewTenantAsync("acme", Ct);
        var other = await rig.NewTenantAsync("other", Ct);
        await using var scope = rig.Scopes.Open(acme);
        var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
        await using var ofOther = rig.Scopes.Open(other);
        var otherDb = ofOther.ServiceProvider.GetRequiredService<TenantDbContext>();

        foreach (var table in db.Model.GetRelationalModel().Tables)
        {
            // A table that is gone from the other tenant's database is missed by the other's queries only.
            await rig.ExecuteAsync(other.Database, $"alter table {table.Name} rename to {table.Name}_moved", Ct);
            var entity = table.EntityTypeMappings.First().TypeBase.ClrType;
            Assert.Equal(0, await CountAsync(db, entity));
            await Assert.ThrowsAnyAsync<Exception>(() => CountAsync(otherDb, entity));
        }
    }

    [Fact]
    public async Task Preparing_a_database_again_changes_nothing()
    {
        await using var rig = await TenantRig.MakeAsync(postgres, Ct);
        var tenant = await rig.NewTenantAsync("acme", Ct);
        var before = await ColumnsAsync(rig, tenant);

        await rig.Services.GetRequiredService<TenantDatabases>().PrepareAsync(tenant.Database, Ct);

        Assert.Equal(before, await ColumnsAsync(rig, tenant));
    }

    private static Task<int> CountAsync(TenantDbContext db, Type entity) =>
        (Task<int>)typeof(TenantSchemaTests)
            .GetMethod(nameof(CountOfAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(entity).Invoke(null, [db])!;

    private static Task<int> CountOfAsync<T>(TenantDbContext db)
        where T : class =>
        db.Set<T>().CountAsync(Ct);

    private static async Task<List<(string Table, string Text)>> ColumnsAsync(TenantRig rig, Tenant tenant)
    {
        await using var command = rig.Server.For(tenant.Database).CreateCommand("""
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
            join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
            where a.attnum > 0 and not a.attisdropped
            order by 1, 2
            """);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var columns = new List<(string, string)>();
        while (await rows.ReadAsync(Ct))
        {
            var table = rows.GetString(0);
            columns.Add((table,
                $"{table}.{rows.GetString(1)} {rows.GetString(2)}{(rows.GetBoolean(3) ? " not null" : "")}"));
        }

        return columns;
    }
}
