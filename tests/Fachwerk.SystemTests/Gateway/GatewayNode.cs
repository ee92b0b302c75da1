using System.Net;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Gateway;
using Fachwerk.Drills.Nodes;
using Fachwerk.SystemTests.Fleet;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>One gateway on loopback; can be stopped and started again as the same node on the same port.</summary>
public sealed class GatewayNode : IAsyncDisposable
{
    private readonly FleetRig _fleet;
    private readonly FleetSignals _signals;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly NotedWarnings _warnings = new();
    private ServiceProvider _services = null!;

    private GatewayNode(FleetRig fleet, FleetSignals signals, GatewayOptions options, TimeProvider time)
    {
        _fleet = fleet;
        _signals = signals;
        _options = options with { Address = IPAddress.Loopback };
        _time = time;
    }

    public GatewayCounters Counters => _services.GetRequiredService<GatewayCounters>();

    public int Port => Service.Port;

    /// <summary>What it warned of since its start.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings.Lines;

    /// <summary>How many controllers it serves.</summary>
    public int Controllers => Service.Controllers;

    /// <summary>Its parts, to plant what nobody foresees.</summary>
    internal GatewayParts Parts => _services.GetRequiredService<GatewayParts>();

    private GatewayService Service => _services.GetRequiredService<GatewayService>();

    public static async Task<GatewayNode> StartAsync(
        FleetRig fleet, FleetSignals signals, GatewayOptions options, TimeProvider time, CancellationToken ct)
    {
        var node = new GatewayNode(fleet, signals, options, time);
        await node.StartServiceAsync(options.Port == 0 ? KeptPort.Udp() : options.Port, ct);
        return node;
    }

    /// <summary>Returns when it serves the controller: a telegram before that would go unheard.</summary>
    public async Task KnowAsync(long controller, CancellationToken ct)
    {
        while (!Parts.Sessions.TryFind((uint)controller, out _))
            await Parts.Loader.LoadNewAsync(ct);
    }

    /// <summary>
    /// Returns when so many datagrams were dropped for a reason: from then on it is certain that none is answered.
    /// </summary>
    public Task DroppedAsync(DropReason reason, long count, CancellationToken ct) =>
        Eventually.HoldsAsync(() => Counters.Of(reason) >= count, $"{reason} {count} times", _time, ct);

    /// <summary>Returns when it has dropped something, for whatever reason.</summary>
    public Task DroppedAsync(CancellationToken ct) => Eventually.HoldsAsync(
        () => Enum.GetValues<DropReason>().Any(reason => Counters.Of(reason) > 0), "a datagram dropped", _time, ct);

    /// <summary>Returns when it has warned of something.</summary>
    public Task WarnedAsync(string words, CancellationToken ct) => Eventually.HoldsAsync(
        () => Warnings.Any(line => line.Contains(words, StringComparison.Ordinal)), words, _time, ct);

    /// <summary>Stops the node and starts another process's worth of it on the same port.</summary>
    public async Task RestartAsync(CancellationToken ct)
    {
        var port = Port;
        await DisposeAsync();
        await StartServiceAsync(port, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(CancellationToken.None);
        if (Service.ExecuteTask is { IsFaulted: true } failed)
            await failed;
        await _services.DisposeAsync();
    }

    private async Task StartServiceAsync(int port, CancellationToken ct)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_warnings));
        services.AddSingleton(_fleet.Database);
        services.AddSingleton(_fleet.Master);
        services.AddSingleton(_signals);
        services.AddSingleton(_time);
        services.AddGateway(_options with { Port = port });
        _services = services.BuildServiceProvider();
        await Service.StartAsync(ct);
    }
}
