using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.SystemTests.Database;
using Fachwerk.SystemTests.Fleet;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>A running gateway on loopback over a fresh fleet database.</summary>
public sealed class GatewayRig : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly GatewayOptions _options;
    private ServiceProvider _services = null!;

    private GatewayRig(FleetRig fleet, TimeProvider time, GatewayOptions options)
    {
        Fleet = fleet;
        _time = time;
        _options = options with { LoopbackOnly = true, Node = "node" };
    }

    public FleetRig Fleet { get; }

    public GatewayCounters Counters => _services.GetRequiredService<GatewayCounters>();

    public int Port => _services.GetRequiredService<GatewayService>().Port;

    public static async Task<GatewayRig> StartAsync(
        PostgresFixture postgres, CancellationToken ct, GatewayOptions? options = null, TimeProvider? time = null)
    {
        var rig = new GatewayRig(await FleetRig.MakeAsync(postgres, ct), time ?? postgres.Time,
            options ?? new GatewayOptions { Port = 0 });
        await rig.StartNodeAsync(0, ct);
        return rig;
    }

    public async Task<FakeController> EnrolAsync(CancellationToken ct)
    {
        var controller = new FakeController(await Fleet.EnrolAsync(ct), Port);

        // Enrolment signals the gateway; a telegram before it has read the row would go unheard.
        var parts = _services.GetRequiredService<GatewayParts>();
        while (!parts.Sessions.TryFind((uint)controller.Controller, out _))
            await parts.Loader.LoadNewAsync(ct);
        return controller;
    }

    /// <summary>Waits until a query gives a value; fails with what it gives instead.</summary>
    public async Task UntilAsync<T>(string sql, T wanted, CancellationToken ct)
    {
        var deadline = _time.GetUtcNow() + TimeSpan.FromSeconds(8);
        while (!Equals(await Fleet.ScalarAsync<T>(sql, ct), wanted) && _time.GetUtcNow() < deadline)
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, ct);
        Assert.Equal(wanted, await Fleet.ScalarAsync<T>(sql, ct));
    }

    /// <summary>Stops the node and starts another process's worth of it on the same port.</summary>
    public async Task RestartAsync(CancellationToken ct)
    {
        var port = Port;
        await StopNodeAsync(ct);
        await StartNodeAsync(port, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await StopNodeAsync(CancellationToken.None);
        await Fleet.DisposeAsync();
    }

    private async Task StartNodeAsync(int port, CancellationToken ct)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Fleet.Database);
        services.AddSingleton(Fleet.Master);
        services.AddSingleton(Fleet.Signals);
        services.AddSingleton(_time);
        services.AddGateway(_options with { Port = port });
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<GatewayService>().StartAsync(ct);
    }

    private async Task StopNodeAsync(CancellationToken ct)
    {
        var service = _services.GetRequiredService<GatewayService>();
        await service.StopAsync(ct);
        if (service.ExecuteTask is { IsFaulted: true } failed)
            await failed;
        await _services.DisposeAsync();
    }
}
