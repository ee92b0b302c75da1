using System.Net.Sockets;
using Npgsql;

namespace Fachwerk.Backend.Database;

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

            return await ServerState.OfAsync(_connection, ct);
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
}
