using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// Applies a tenant's migrations, and refuses a database whose migrations have changed since: as long as nothing is
/// released one may change. What each is going to do is noted before it is done, so that a kill in between leaves no
/// migration without its digest.
/// </summary>
internal static class TenantMigrations
{
    /// <exception cref="StartupRefusal">The database was made by another version of the program.</exception>
    public static Task ApplyAsync(
        TenantDbContext db, NpgsqlDataSource source, string beginAnew, CancellationToken ct) =>
        SqlMigrations.UnderLockAsync(source, async connection =>
        {
            var digests = DigestsOf(db);
            var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
            await using var make = new NpgsqlCommand(
                "create table if not exists migration_digests (migration text primary key, digest text not null)",
                connection);
            await make.ExecuteNonQueryAsync(ct);
            var noted = await NotedAsync(connection, ct);
            foreach (var migration in applied)
            {
                if (!digests.TryGetValue(migration, out var digest))
                    throw SqlMigrations.Newer(connection, $"this program does not know {migration}");
                if (noted.GetValueOrDefault(migration) != digest)
                    throw SqlMigrations.Changed(connection, migration, beginAnew);
            }

            await NoteAsync(connection, digests.Where(pair => !applied.Contains(pair.Key)), ct);
            await db.Database.MigrateAsync(ct);
        }, ct);

    /// <summary>Of what each migration does, by its name.</summary>
    private static Dictionary<string, string> DigestsOf(TenantDbContext db)
    {
        var assembly = db.GetService<IMigrationsAssembly>();
        var generator = db.GetService<IMigrationsSqlGenerator>();
        return assembly.Migrations.ToDictionary(pair => pair.Key, pair =>
        {
            var operations = assembly.CreateMigration(pair.Value, db.Database.ProviderName!).UpOperations;
            var text = string.Join('\n', generator.Generate(operations).Select(command => command.CommandText));
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        });
    }

    private static async Task<Dictionary<string, string>> NotedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select migration, digest from migration_digests", connection);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var noted = new Dictionary<string, string>();
        while (await rows.ReadAsync(ct))
            noted[rows.GetString(0)] = rows.GetString(1);
        return noted;
    }

    private static async Task NoteAsync(
        NpgsqlConnection connection, IEnumerable<KeyValuePair<string, string>> pending, CancellationToken ct)
    {
        var rows = pending.ToList();
        await using var command = new NpgsqlCommand("""
            insert into migration_digests (migration, digest)
            select * from unnest($1::text[], $2::text[])
            on conflict (migration) do update set digest = excluded.digest
            """, connection);
        command.With(rows.Select(row => row.Key).ToArray());
        command.With(rows.Select(row => row.Value).ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }
}
