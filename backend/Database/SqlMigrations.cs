using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// Applies embedded files named <c>0001_what.sql</c> in order, each in a transaction of its own with its row in
/// <c>schema_version</c>. Several nodes may start at once: an advisory lock lets one go first.
/// </summary>
public static class SqlMigrations
{
    private const long LockKey = 0x4661_6368_7765_726B; // "Fachwerk"
    private const int NumberLength = 4;

    /// <exception cref="StartupRefusal">The database was made by a newer version of the program.</exception>
    public static async Task ApplyAsync(NpgsqlDataSource source, Assembly assembly, string folder, CancellationToken ct)
    {
        var scripts = ScriptsOf(assembly, folder);
        await using var connection = await source.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", ct);
        try
        {
            await ExecuteAsync(connection, """
                create table if not exists schema_version (
                    version int primary key,
                    name text not null,
                    applied_at timestamptz not null default now()
                )
                """, ct);
            var present = await VersionAsync(connection, ct);
            if (present > scripts[^1].Version)
                throw new StartupRefusal(
                    $"The database {connection.Database} was made by a newer version of Fachwerk (schema {present}, " +
                    $"this program knows {scripts[^1].Version}). Nothing was changed. Start the newer one.");
            foreach (var script in scripts.Where(script => script.Version > present))
                await ApplyAsync(connection, script, ct);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static List<Script> ScriptsOf(Assembly assembly, string folder)
    {
        var part = $".{folder}.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.Contains(part, StringComparison.Ordinal))
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => Read(assembly, name, name[(name.IndexOf(part, StringComparison.Ordinal) + part.Length)..]))
            .OrderBy(script => script.Version)
            .ToList();
    }

    private static Script Read(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var version = int.Parse(file.AsSpan(0, NumberLength), NumberStyles.None, CultureInfo.InvariantCulture);
        return new Script(version, file, reader.ReadToEnd());
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Script script, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, script.Sql, ct);
        await using var note = new NpgsqlCommand(
            "insert into schema_version (version, name) values ($1, $2)", connection);
        note.With(script.Version);
        note.With(script.Name);
        await note.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Script(int Version, string Name, string Sql);
}
