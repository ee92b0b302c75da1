using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// The PostgreSQL server of this node: a server named by a connection string, or the embedded one of the data folder.
/// Hands out one small pool per database, and makes and drops databases.
/// </summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    /// <summary>Connections a database's pool may hold; tenants are many, so each has few.</summary>
    public const int PoolMax = 4;

    private const int VersionMin = 150000;
    private const int NameLengthMax = 63;
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> _sources = new();
    private readonly string _connectionString;
    private readonly EmbeddedPostgres? _embedded;
    private readonly string _prefix;

    private DatabaseServer(string connectionString, EmbeddedPostgres? embedded, string prefix)
    {
        _connectionString = connectionString;
        _embedded = embedded;
        _prefix = prefix;
    }

    /// <summary>The full name of one of our databases, for example <c>fachwerk_fleet</c>; at most 63 bytes.</summary>
    public string NameOf(string name)
    {
        var full = _prefix + name;
        if (full.Length > NameLengthMax || full.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c)
            && c is not ('_' or '-')))
            throw new ArgumentException($"'{full}' is no database name: a-z, 0-9, _ and -, at most {NameLengthMax}.");
        return full;
    }

    /// <summary>Starts the embedded server of the data folder and connects to it.</summary>
    /// <exception cref="StartupRefusal">With the reason and what to do.</exception>
    public static async Task<DatabaseServer> StartEmbeddedAsync(
        DataFolder data, TimeProvider time, CancellationToken ct, IReadOnlyList<string>? settings = null)
    {
        var embedded = await EmbeddedPostgres.StartAsync(data, time, settings ?? [], ct);
        return new DatabaseServer(embedded.ConnectionString, embedded, "fachwerk_");
    }

    /// <summary>Connects to a server; its user must be allowed to create databases.</summary>
    /// <param name="prefix">Stands before every database name.</param>
    /// <exception cref="StartupRefusal">Not reachable, too old, or its user may not create databases.</exception>
    public static async Task<DatabaseServer> ConnectAsync(
        string connectionString, CancellationToken ct, string prefix = "fachwerk_")
    {
        NpgsqlConnectionStringBuilder text;
        try
        {
            text = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException cause)
        {
            throw new StartupRefusal("FACHWERK_DATABASE is no connection string. Nothing was changed. " +
                "Write it like Host=db.example.org;Username=fachwerk;Password=...", cause);
        }

        text.Database ??= "postgres";
        var server = new DatabaseServer(text.ConnectionString, null, prefix);
        await server.RefuseUnfitAsync(text, ct);
        return server;
    }

    /// <summary>The same server under another prefix, for databases that must not meet; owns nothing.</summary>
    public DatabaseServer WithPrefix(string prefix) => new(_connectionString, null, prefix);

    /// <summary>The data source of a database, by its full name; one per database and process.</summary>
    public NpgsqlDataSource For(string database) => For(database, PoolMax);

    /// <summary>The connection string of a database, for whoever needs a pool of its own.</summary>
    public NpgsqlConnectionStringBuilder ConnectionStringOf(string database) => new(_connectionString)
    {
        Database = database,
        MaxPoolSize = PoolMax,
        MinPoolSize = 0,
        ConnectionIdleLifetime = (int)IdleLife.TotalSeconds,
        ConnectionPruningInterval = (int)IdleLife.TotalSeconds,
        ApplicationName = "fachwerk",
    };

    internal NpgsqlDataSource For(string database, int poolMax) => _sources.GetOrAdd(database, name =>
        new Lazy<NpgsqlDataSource>(() =>
        {
            var text = ConnectionStringOf(name);
            text.MaxPoolSize = poolMax;
            return NpgsqlDataSource.Create(text);
        })).Value;

    /// <summary>Whether a database of this full name exists.</summary>
    public async Task<bool> ExistsAsync(string database, CancellationToken ct)
    {
        await using var command = Maintenance.CreateCommand(
            "select exists (select from pg_database where datname = $1)");
        command.With(database);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Makes a database unless it exists.</summary>
    /// <returns>False when it was there already.</returns>
    public async Task<bool> CreateAsync(string database, CancellationToken ct)
    {
        if (await ExistsAsync(database, ct))
            return false;
        try
        {
            await using var command = Maintenance.CreateCommand($"create database {Quoted(database)} encoding 'UTF8'");
            await command.ExecuteNonQueryAsync(ct);
            return true;
        }
        catch (PostgresException taken) when (taken.SqlState is PostgresErrorCodes.DuplicateDatabase
            or PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Drops a database with all that is in it, cutting its connections; does nothing if it is gone.</summary>
    public async Task DropAsync(string database, CancellationToken ct)
    {
        if (_sources.TryRemove(database, out var source))
            await source.Value.DisposeAsync();
        await using var command = Maintenance.CreateCommand($"drop database if exists {Quoted(database)} with (force)");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Closes the pools and stops the embedded server if this process started it.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values)
            await source.Value.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }

    private NpgsqlDataSource Maintenance => For(new NpgsqlConnectionStringBuilder(_connectionString).Database!);

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task RefuseUnfitAsync(NpgsqlConnectionStringBuilder text, CancellationToken ct)
    {
        try
        {
            await using var command = Maintenance.CreateCommand("""
                select current_setting('server_version_num'),
                       (select rolcreatedb or rolsuper from pg_roles where rolname = current_user)
                """);
            await using var row = await command.ExecuteReaderAsync(ct);
            await row.ReadAsync(ct);
            if (int.Parse(row.GetString(0), CultureInfo.InvariantCulture) < VersionMin)
                throw new StartupRefusal($"The PostgreSQL server at {text.Host} is older than version 15. " +
                    "Nothing was changed. Upgrade it or name another one in FACHWERK_DATABASE.");
            if (!row.GetBoolean(1))
                throw new StartupRefusal(
                    $"The database user {text.Username} at {text.Host} may not create databases. " +
                    $"Nothing was changed. Grant it: ALTER ROLE \"{text.Username}\" CREATEDB.");
        }
        catch (NpgsqlException cause)
        {
            throw new StartupRefusal($"PostgreSQL cannot be reached at {text.Host}:{text.Port} as {text.Username} " +
                $"({StartupRefusal.FirstLine(cause.Message)}). Nothing was changed. Start it or correct " +
                "FACHWERK_DATABASE.", cause);
        }
    }
}
