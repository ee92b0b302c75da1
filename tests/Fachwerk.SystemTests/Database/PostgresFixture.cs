using Fachwerk.Backend.Database;
using Fachwerk.SystemTests.Database;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Fachwerk.SystemTests.Database;

/// <summary>
/// One embedded PostgreSQL for all system tests; each class asks for databases of its own. Who changes the server's
/// settings makes another one.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private static int _made;

    private readonly string _folder = Path.Combine(Path.GetTempPath(),
        $"fachwerk-systemtests-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}");
    private DatabaseServer? _server;
    private int _prefixes;

    public TimeProvider Time { get; } = new WallClock();

    public async ValueTask InitializeAsync() => _server = await DatabaseServer.StartEmbeddedAsync(
        DataFolder.Open(_folder), Time, CancellationToken.None, ["fsync=off"]);

    /// <summary>The same server under a prefix that nobody else uses.</summary>
    public DatabaseServer NewServer() => _server!.WithPrefix($"t{Interlocked.Increment(ref _prefixes)}_");

    /// <summary>A fresh fleet database.</summary>
    public async Task<FleetDatabase> NewFleetAsync(CancellationToken ct)
    {
        var fleet = new FleetDatabase(NewServer());
        await fleet.PrepareAsync(ct);
        return fleet;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
