using System.Globalization;
using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Drills.Starting;

/// <summary>A PostgreSQL of somebody else on the same machine and of the same user, which nobody may touch.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private readonly EmbeddedPostgres _server;
    private readonly int _number;
    private readonly string _since;

    private Neighbour(EmbeddedPostgres server, int number, string since)
    {
        _server = server;
        _number = number;
        _since = since;
    }

    public static async Task<Neighbour> StartAsync(string folder, TimeProvider time, CancellationToken ct)
    {
        var server = await EmbeddedPostgres.StartAsync(DataFolder.Open(folder), time, ["fsync=off"], ct);
        var family = await ClusterProcesses.OfAsync(server.ClusterFolder, ct);
        return new Neighbour(server, family[0], await SinceAsync(server, ct));
    }

    /// <summary>Writes its number where a killed demo's PostgreSQL had its own, as chance may have it.</summary>
    public void Plant(string data)
    {
        var cluster = Path.Combine(data, "postgres");
        if (Directory.Exists(cluster))
            File.WriteAllText(Path.Combine(cluster, "postmaster.pid"), string.Create(
                CultureInfo.InvariantCulture, $"{_number}\n{cluster}\n1700000000\n5432\n\n\n\n"));
    }

    /// <summary>Whether it has run all the time.</summary>
    public async Task<bool> IsUntouchedAsync(CancellationToken ct)
    {
        try
        {
            return await SinceAsync(_server, ct) == _since;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<string> SinceAsync(EmbeddedPostgres server, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand("select pg_postmaster_start_time()::text");
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}
