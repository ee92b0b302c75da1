using System.Net.Sockets;
using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>What a server says of itself.</summary>
/// <param name="Role">Whether it takes writes.</param>
/// <param name="SystemIdentifier">Names the cluster: the same on a primary and all its standbys.</param>
/// <param name="Timeline">Raised by one at each promotion; 0 for what is no primary.</param>
/// <param name="AwaitsStandby">Whether a commit waits until a standby has it too.</param>
/// <param name="Problem">Why it could not be asked, in one line.</param>
public sealed record ServerState(
    ServerRole Role, long SystemIdentifier = 0, int Timeline = 0, bool AwaitsStandby = false, string? Problem = null);

/// <summary>What a server is good for.</summary>
public enum ServerRole
{
    /// <summary>It does not answer.</summary>
    Unreachable,

    /// <summary>It follows a primary and takes no writes.</summary>
    Standby,

    /// <summary>It takes writes.</summary>
    Primary,
}

/// <summary>Asks one server what it is, over a connection of its own that is kept.</summary>
internal sealed class ServerProbe(NpgsqlConnectionStringBuilder text) : IAsyncDisposable
{
    private const int ConnectSecondsMax = 3;
    private const int AnswerSecondsMax = 2;

    private readonly string _text = new NpgsqlConnectionStringBuilder(text.ConnectionString)
    {
        Pooling = false,
        Timeout = Math.Min(text.Timeout, ConnectSecondsMax),
        CommandTimeout = AnswerSecondsMax,
        ApplicationName = "fachwerk watch",
    }.ConnectionString;

    private NpgsqlConnection? _connection;

    /// <summary>Asks; never throws for what the server or the way to it does.</summary>
    public async Task<ServerState> AskAsync(CancellationToken ct)
    {
        try
        {
            if (_connection is null)
            {
                _connection = new NpgsqlConnection(_text);
                await _connection.OpenAsync(ct);
            }

            return await QueryAsync(_connection, ct);
        }
        catch (Exception cause) when (cause is NpgsqlException or SocketException or IOException)
        {
            await DisposeAsync();
            return new ServerState(ServerRole.Unreachable, Problem: StartupRefusal.FirstLine(cause.Message));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }

    // The name of the present WAL file begins with the timeline; the control file learns it only at a checkpoint.
    private static async Task<ServerState> QueryAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select (select system_identifier from pg_control_system()),
                   case
                       when pg_is_in_recovery() then null
                       else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
                   end,
                   current_setting('synchronous_standby_names') <> ''
            """, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return row.IsDBNull(1)
            ? new ServerState(ServerRole.Standby, row.GetInt64(0))
            : new ServerState(ServerRole.Primary, row.GetInt64(0), row.GetInt32(1), row.GetBoolean(2));
    }
}
