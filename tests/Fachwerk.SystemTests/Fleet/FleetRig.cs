using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Secrets;
using Fachwerk.SystemTests.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fachwerk.SystemTests.Fleet;

/// <summary>A fresh fleet database with its stores and one tenant.</summary>
public sealed class FleetRig : IAsyncDisposable
{
    private readonly TimeProvider _time;

    private FleetRig(FleetDatabase database, TimeProvider time)
    {
        _time = time;
        Database = database;
        Master = new MasterKey(new byte[32]);
        Signals = new FleetSignals(database, time, NullLogger<FleetSignals>.Instance);
        Keys = new ControllerKeys(database, Master);
        Registry = new ControllerRegistry(database, Master, Signals);
        Orders = new OrderStore(database, Signals);
        Tables = new TableStore(database, Keys, Signals);
        Connections = new DepotConnections(database);
    }

    public FleetDatabase Database { get; }

    public MasterKey Master { get; }

    public FleetSignals Signals { get; }

    public ControllerKeys Keys { get; }

    public ControllerRegistry Registry { get; }

    public OrderStore Orders { get; }

    public TableStore Tables { get; }

    public DepotConnections Connections { get; }

    public int Tenant { get; private set; }

    public static async Task<FleetRig> MakeAsync(PostgresFixture postgres, CancellationToken ct)
    {
        var rig = new FleetRig(await postgres.NewFleetAsync(ct), postgres.Time);
        rig.Tenant = await rig.ScalarAsync<int>(
            "insert into tenants (slug, name, database) values ('one', 'One', 'none') returning number", ct);
        return rig;
    }

    public Task<EnrolledIdentity> EnrolAsync(CancellationToken ct) =>
        Registry.EnrolAsync(Tenant, Guid.NewGuid(), 16, ct);

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Database.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Waits until a query gives a value; fails with what it gives instead.</summary>
    public async Task UntilAsync<T>(string sql, T wanted, CancellationToken ct)
    {
        var deadline = _time.GetUtcNow() + TimeSpan.FromSeconds(20);
        while (!Equals(await ScalarAsync<T>(sql, ct), wanted) && _time.GetUtcNow() < deadline)
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, ct);
        Assert.Equal(wanted, await ScalarAsync<T>(sql, ct));
    }

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        Signals.Dispose();
        Master.Dispose();
        await Database.Server.DropAsync(Database.Name, CancellationToken.None);
    }
}
