using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>
/// The PostgreSQL server of this node: one named by a connection string, several that hold the same data, or the
/// embedded one of the data folder. Hands out one small pool per database, and makes and drops databases.
/// </summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    /// <summary>Connections a database's pool may hold; tenants are many, so each has few.</summary>
    public const int PoolMax = 4;

    private const int VersionMin = 150000;
    private const int NameLengthMax = 63;

    // Statements that a connection keeps prepared. Planning costs more than most of them do.
    private const int PreparedMax = 64;

    // A pool closes as many connections as were idle at half of its looks, however busy they were in between.
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(10);

    // A fail-over may be under way while a node starts.
    private static readonly TimeSpan PrimaryWaitMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PrimaryPoll = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, DatabasePool> _pools = new();
    private readonly EmbeddedPostgres? _embedded;
    private readonly string _maintenance;
    private readonly string _prefix;
    private readonly bool _ownsPrimary;

    private DatabaseServer(PrimaryFinder primary, string maintenance, EmbeddedPostgres? embedded, string prefix,
        bool ownsPrimary = true)
    {
        Primary = primary;
        _maintenance = maintenance;
        _embedded = embedded;
        _prefix = prefix;
        _ownsPrimary = ownsPrimary;
    }

    /// <summary>Which server takes writes; <see cref="DatabaseWatch"/> keeps it up to date.</summary>
    public PrimaryFinder Primary { get; }

    /// <summary>What somebody deletes who wants to begin anew, for a refusal.</summary>
    public string BeginAnew => _embedded?.BeginAnew
        ?? $"drop the databases {_prefix}* at {Primary.Hosts}, and delete the data folders of its nodes";

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
        try
        {
            var text = new NpgsqlConnectionStringBuilder(embedded.ConnectionString);
            var primary = new PrimaryFinder(new DatabaseHosts(text));
            await primary.LookAsync(ct);
            return new DatabaseServer(primary, text.Database!, embedded, "fachwerk_");
        }
        catch
        {
            // It would end with this process, but leave its sockets' folder.
            await embedded.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects to a server; its user must be allowed to create databases.</summary>
    /// <param name="connectionString">May name several hosts, separated by commas: a primary and its standbys.</param>
    /// <param name="prefix">Stands before every database name.</param>
    /// <exception cref="StartupRefusal">Not reachable, too old, no primary, or its user may not create databases.
    /// </exception>
    public static async Task<DatabaseServer> ConnectAsync(
        string connectionString, TimeProvider time, CancellationToken ct, string prefix = "fachwerk_")
    {
        NpgsqlConnectionStringBuilder text;
        DatabaseHosts hosts;
        try
        {
            text = new NpgsqlConnectionStringBuilder(connectionString);
            hosts = new DatabaseHosts(text);
        }
        catch (ArgumentException cause)
        {
            throw new StartupRefusal("FACHWERK_DATABASE is no connection string. Nothing was changed. " +
                "Write it like Host=db.example.org;Username=fachwerk;Password=... or, for a primary and its " +
                "standbys, Host=db1,db2,db3;...", cause);
        }

        var server = new DatabaseServer(new PrimaryFinder(hosts), text.Database ?? "postgres", null, prefix);
        try
        {
            await server.FindPrimaryAsync(text, time, ct);
            await server.RefuseUnfitAsync(text, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same server under another prefix, for databases that must not meet; owns nothing.</summary>
    public DatabaseServer WithPrefix(string prefix) => new(Primary, _maintenance, null, prefix, ownsPrimary: false);

    /// <summary>The data source of a database, by its full name; ask anew for each use.</summary>
    public NpgsqlDataSource For(string database) => For(database, 0, PoolMax);

    /// <summary>The connection string of a database on the present primary, for a connection of one's own.</summary>
    public NpgsqlConnectionStringBuilder ConnectionStringOf(string database) => TextOf(Primary.Present, database);

    /// <summary>A pool of one's own to a database, on whichever server takes writes; the caller disposes it.</summary>
    public DatabasePool PoolOf(string database, Action<NpgsqlConnectionStringBuilder> change) => new(Primary, index =>
    {
        var text = TextOf(index, database);
        change(text);
        return text;
    });

    internal NpgsqlDataSource For(string database, int poolMin, int poolMax) => _pools.GetOrAdd(
        database, name => PoolOf(name, text =>
        {
            text.MinPoolSize = poolMin;
            text.MaxPoolSize = poolMax;
        })).Source;

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
        if (_pools.TryRemove(database, out var pool))
            await pool.DisposeAsync();
        await using var command = Maintenance.CreateCommand($"drop database if exists {Quoted(database)} with (force)");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Closes the pools and stops the embedded server if this process started it.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
            await pool.DisposeAsync();
        if (_ownsPrimary)
            await Primary.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }

    private NpgsqlDataSource Maintenance => For(_maintenance);

    private NpgsqlConnectionStringBuilder TextOf(int index, string database)
    {
        var text = Primary.Hosts.TextOf(index);
        text.Database = database;
        text.MaxAutoPrepare = PreparedMax;
        text.AutoPrepareMinUsages = 2;
        // Nobody leaves anything behind in a session: settings and locks end with their transaction.
        text.NoResetOnClose = true;
        text.ConnectionIdleLifetime = (int)IdleLife.TotalSeconds;
        text.ConnectionPruningInterval = (int)IdleLook.TotalSeconds;
        text.ApplicationName = "fachwerk";
        return text;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task FindPrimaryAsync(NpgsqlConnectionStringBuilder text, TimeProvider time, CancellationToken ct)
    {
        var isOne = Primary.Hosts.All.Count == 1;
        var deadline = time.GetUtcNow() + PrimaryWaitMax;
        while (!await Primary.LookAsync(ct))
        {
            if (isOne && Primary.States[0] is { Role: ServerRole.Unreachable, Problem: var problem })
                throw new StartupRefusal($"PostgreSQL cannot be reached at {Primary.Hosts} as {text.Username} " +
                    $"({problem}). Nothing was changed. Start it or correct FACHWERK_DATABASE.");
            if (time.GetUtcNow() > deadline)
                throw new StartupRefusal(Primary.Complaint());
            await Task.Delay(PrimaryPoll, time, ct);
        }
    }

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
                throw new StartupRefusal($"The PostgreSQL server at {Primary.Hosts} is older than version 15. " +
                    "Nothing was changed. Upgrade it or name another one in FACHWERK_DATABASE.");
            if (!row.GetBoolean(1))
                throw new StartupRefusal(
                    $"The database user {text.Username} at {Primary.Hosts} may not create databases. " +
                    $"Nothing was changed. Grant it: ALTER ROLE \"{text.Username}\" CREATEDB.");
        }
        catch (NpgsqlException cause)
        {
            throw new StartupRefusal($"PostgreSQL cannot be reached at {Primary.Hosts} as {text.Username} " +
                $"({StartupRefusal.FirstLine(cause.Message)}). Nothing was changed. Start it or correct " +
                "FACHWERK_DATABASE.", cause);
        }
    }
}
