using Npgsql;

namespace Fachwerk.Backend.Database;

/// <summary>The connections to one database, on whichever server takes writes at the moment.</summary>
public sealed class DatabasePool : IAsyncDisposable
{
    private readonly PrimaryFinder _primary;
    private readonly Lazy<NpgsqlDataSource>[] _sources;

    internal DatabasePool(PrimaryFinder primary, Func<int, NpgsqlConnectionStringBuilder> textOf)
    {
        _primary = primary;
        _sources = [.. primary.Hosts.All.Select((_, index) =>
            new Lazy<NpgsqlDataSource>(() => Build(textOf(index))))];
    }

    /// <summary>Ask anew for each use: after a fail-over it is another one.</summary>
    /// <exception cref="NpgsqlException">No server may be written to.</exception>
    public NpgsqlDataSource Source => _sources[_primary.Present].Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Where(source => source.IsValueCreated))
            await source.Value.DisposeAsync();
    }

    // A server that was restored or demoted behind its address is found out before its first statement.
    private NpgsqlDataSource Build(NpgsqlConnectionStringBuilder text)
    {
        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                var seen = _primary.Seen;
                Insist(ServerState.Of(connection), seen);
            },
            async connection =>
            {
                var seen = _primary.Seen;
                Insist(await ServerState.OfAsync(connection, CancellationToken.None), seen);
            });
        return builder.Build();
    }

    private static void Insist(ServerState state, ServerState seen)
    {
        if (!PrimaryFinder.IsAdmitted(state, seen))
            throw new NpgsqlException("The server is not, or no longer, the primary that this node writes to.");
    }
}
