using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// Applies embedded files named <c>0001_what.sql</c> in order, each in a transaction of its own with its row in
/// <c>schema_version</c>. Several nodes may start at once: an advisory lock lets one go first. A row keeps the digest
/// of what was applied: as long as nothing is released a file may change, and a database made by its earlier form is
/// refused.
/// </summary>
public static class SqlMigrations
{
    private const long LockKey = 0x4661_6368_7765_726B; // "Fachwerk"
    private const int NumberLength = 4;

    /// <param name="beginAnew">What somebody deletes who wants to begin anew.</param>
    /// <exception cref="StartupRefusal">The database was made by another version of the program.</exception>
    public static async Task ApplyAsync(
        NpgsqlDataSource source, Assembly assembly, string folder, string beginAnew, CancellationToken ct)
    {
        var scripts = ScriptsOf(assembly, folder);
        await UnderLockAsync(source, async connection =>
        {
            await ExecuteAsync(connection, """
                create table if not exists schema_version (
                    version int primary key,
                    name text not null,
                    applied_at timestamptz not null default now()
                );
                alter table schema_version add column if not exists digest text
                """, ct);
            var present = await VersionAsync(connection, ct);
            if (present > scripts[^1].Version)
                throw Newer(connection, $"schema {present}, this program knows {scripts[^1].Version}");
            await RefuseChangedAsync(connection, scripts, beginAnew, ct);
            foreach (var script in scripts.Where(script => script.Version > present))
                await ApplyAsync(connection, script, ct);
        }, ct);
    }

    /// <summary>Does what one node at a time may do to a database's tables.</summary>
    internal static async Task UnderLockAsync(
        NpgsqlDataSource source, Func<NpgsqlConnection, Task> work, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", ct);
        try
        {
            await work(connection);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    internal static StartupRefusal Newer(NpgsqlConnection connection, string how) => new(
        $"The database {connection.Database} was made by a newer version of Fachwerk ({how}). Nothing was changed. " +
        "Start the newer one.");

    internal static StartupRefusal Changed(NpgsqlConnection connection, string migration, string beginAnew) => new(
        $"The database {connection.Database} was made by an earlier, unreleased version of Fachwerk ({migration} has " +
        $"changed since). Nothing was changed. Start that version, or begin anew: {beginAnew}.");

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

    private static async Task RefuseChangedAsync(
        NpgsqlConnection connection, List<Script> scripts, string beginAnew, CancellationToken ct)
    {
        var digests = scripts.ToDictionary(script => script.Version, script => script.Digest);
        await using var command = new NpgsqlCommand(
            "select version, name, coalesce(digest, '') from schema_version order by version", connection);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            if (digests.GetValueOrDefault(rows.GetInt32(0)) != rows.GetString(2))
                throw Changed(connection, rows.GetString(1), beginAnew);
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Script script, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, script.Sql, ct);
        await using var note = new NpgsqlCommand(
            "insert into schema_version (version, name, digest) values ($1, $2, $3)", connection);
        note.With(script.Version);
        note.With(script.Name);
        note.With(script.Digest);
        await note.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Script(int Version, string Name, string Sql)
    {
        public string Digest { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
    }
}
