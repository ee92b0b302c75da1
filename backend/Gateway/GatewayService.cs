using System.Security.Cryptography;
using Fachwerk.Backend.Database;
using Npgsql;

namespace Fachwerk.Backend.Gateway;

/// <summary>Starts and stops the gateway of this node and does what recurs: new controllers, expired orders.</summary>
public sealed class GatewayService : BackgroundService
{
    private static readonly TimeSpan OrderSweep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NewControllers = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LateSweep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClockLook = TimeSpan.FromSeconds(10);

    // The whole fleet is looked at in so many sweeps, each in portions of at most so many controllers.
    private const int LateSweeps = 15;
    private const int LatePortionMax = 7_000;

    private readonly GatewayParts _parts;
    private readonly FleetSignals _signals;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayService> _log;
    private IDisposable? _subscription;
    private int _lateSweeps;

    internal GatewayService(
        GatewayParts parts, FleetSignals signals, TimeProvider time, ILogger<GatewayService> log)
    {
        _parts = parts;
        _signals = signals;
        _time = time;
        _log = log;
    }

    /// <summary>The UDP port in use, once started.</summary>
    public int Port => _parts.Socket.Port;

    /// <summary>Controllers this node serves.</summary>
    public int Controllers => _parts.Sessions.Count;

    /// <summary>
    /// Takes the port and reads the controllers. Called before the host starts, a refusal is not yet a failed start.
    /// </summary>
    /// <exception cref="StartupRefusal">The port is taken, or the secrets are of another master key.</exception>
    public async Task PrepareAsync(CancellationToken ct)
    {
        if (_subscription is not null)
            return;
        _parts.Socket.Bind();
        _subscription = _signals.Subscribe(Hear);
        try
        {
            await _parts.Loader.LoadNewAsync(ct);
            await _parts.CompareClocksAsync(ct);
        }
        catch (CryptographicException cause)
        {
            throw new StartupRefusal("The controllers' secrets cannot be read with this node's master key " +
                $"({StartupRefusal.FirstLine(cause.Message)}). Nothing was changed. Restore the master.key that " +
                "belongs to this database.", cause);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        _parts.Socket.Start();
        GatewayLog.Serving(_log, Port, Controllers);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        _parts.Socket.Dispose();
        await base.StopAsync(cancellationToken);
    }

    // What goes wrong with one telegram, order or round costs that one. A loop that ends all the same ends the node.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Loops.RunAsync(
        [
            Task.Run(() => _parts.Committer.RunAsync(stoppingToken), stoppingToken),
            Task.Run(() => _parts.Orders.RunAsync(stoppingToken), stoppingToken),
            EveryAsync(OrderSweep, SweepOrdersAsync, stoppingToken),
            EveryAsync(NewControllers, _parts.Loader.LoadNewAsync, stoppingToken),
            EveryAsync(LateSweep, SweepLateAsync, stoppingToken),
            EveryAsync(ClockLook, _parts.CompareClocksAsync, stoppingToken)
        ],
        stoppingToken);

    private void Hear(FleetSignal signal, long key)
    {
        if (signal == FleetSignal.Orders && key != FleetSignals.Any)
            _parts.Orders.Push(key);
        else if (signal == FleetSignal.Controller)
            _ = TryAsync(() => ReloadAsync(key), CancellationToken.None);
    }

    private Task ReloadAsync(long controller) => controller == FleetSignals.Any
        ? _parts.Loader.LoadAllAsync(CancellationToken.None)
        : _parts.Loader.ReloadAsync(controller, CancellationToken.None);

    private async Task SweepOrdersAsync(CancellationToken ct)
    {
        foreach (var tenant in await _parts.Steps.ExpireAsync(ct))
            _signals.InboxArrived(tenant);
        foreach (var controller in await _parts.Steps.UnsentAsync(ct))
            _parts.Orders.Push(controller);
    }

    private async Task SweepLateAsync(CancellationToken ct)
    {
        // Portions stand apart: read at once, they would hold up whoever opens a door in this moment.
        var portions = 1 + _parts.Sessions.Count / (LateSweeps * LatePortionMax);
        var lookBack = LateSweep * (LateSweeps + 1);
        for (var i = 0; i < portions; i++)
        {
            if (i > 0)
                await Task.Delay(LateSweep / (portions + 1), _time, ct);
            var part = (_lateSweeps * portions) + i;
            foreach (var tenant in await _parts.Steps.LateTenantsAsync(lookBack, part, LateSweeps * portions, ct))
                _signals.ConnectionsChanged(tenant);
        }

        _lateSweeps = (_lateSweeps + 1) % LateSweeps;
    }

    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval, _time);
        while (await timer.WaitForNextTickAsync(ct))
            await TryAsync(() => work(ct), ct);
    }

    // Whatever it was, the next round tries again.
    private async Task TryAsync(Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work();
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            GatewayLog.NotReloaded(_log, (cause as NpgsqlException)?.SqlState);
            GatewayLog.NoteStrange(_log, cause);
        }
    }
}
