using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>What a server says of itself.</summary>
/// <param name="Role">Whether it takes writes.</param>
/// <param name="SystemIdentifier">Names the cluster: the same on a primary and all its standbys.</param>
/// <param name="Timeline">Raised by one at each promotion; 0 for what is no primary.</param>
/// <param name="Transaction">The number of its next transaction; only grows, except when it is restored. The end of the
/// WAL would not do: a copy skips to the next segment and may so overtake its original.</param>
/// <param name="AwaitsStandby">Whether a commit waits until a standby has it too.</param>
/// <param name="Problem">Why it could not be asked, in one line.</param>
public sealed record ServerState(
    ServerRole Role, long SystemIdentifier = 0, int Timeline = 0, long Transaction = 0, bool AwaitsStandby = false,
    string? Problem = null)
{
    // The name of the present WAL file begins with the timeline; the control file learns it only at a checkpoint.
    private const string Query = """
        select (select system_identifier from pg_control_system()),
               case
                   when pg_is_in_recovery() then null
                   else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
               end,
               pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
               current_setting('synchronous_standby_names') <> ''
        """;

    /// <summary>Asks the server at the other end.</summary>
    internal static async Task<ServerState> OfAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return From(row);
    }

    /// <summary>As <see cref="OfAsync"/>, for whoever cannot wait otherwise.</summary>
    internal static ServerState Of(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Query, connection);
        using var row = command.ExecuteReader();
        row.Read();
        return From(row);
    }

    private static ServerState From(NpgsqlDataReader row) => row.IsDBNull(1)
        ? new ServerState(ServerRole.Standby, row.GetInt64(0))
        : new ServerState(ServerRole.Primary, row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetBoolean(3));
}

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
