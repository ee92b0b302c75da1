using System.Collections.Concurrent;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Live;

namespace Fachwerk.Backend.Dashboard;

/// <summary>
/// Follows the log of every tenant that someone on this node watches: woken by each commit, and every few seconds for
/// what was missed and for connections that fell silent.
/// </summary>
public sealed partial class LiveFeed(
    LiveAudience audience,
    TenantSignals signals,
    FleetSignals fleet,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<LiveFeed> logger) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<int, TenantPump> _changes = new();
    private readonly ConcurrentDictionary<int, TenantPump> _connections = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = signals.OnChanged(tenant => WakeChanges(tenant, stoppingToken));
        using var elsewhere = fleet.Subscribe((signal, key) => Hear(signal, key, stoppingToken));
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Sweep(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private void Hear(FleetSignal signal, long key, CancellationToken ct)
    {
        if (signal is not (FleetSignal.Tenant or FleetSignal.Connections))
            return;
        if (key == FleetSignals.Any)
            Sweep(ct);
        else if (signal == FleetSignal.Tenant)
            WakeChanges((int)key, ct);
        else
            WakeConnections((int)key, ct);
    }

    private void Sweep(CancellationToken ct)
    {
        foreach (var tenant in audience.Tenants.All)
        {
            WakeChanges(tenant.Number, ct);
            WakeConnections(tenant.Number, ct);
        }
    }

    private void WakeChanges(int tenant, CancellationToken ct)
    {
        if (audience.Tenants.Find(tenant) is not null)
            _changes.GetOrAdd(tenant, number => new TenantPump(
                () => PassAsync(number, scope => scope.GetRequiredService<LiveChanges>().SendAsync(ct), ct),
                fault => LogPassFailed(fault, number))).Wake();
    }

    private void WakeConnections(int tenant, CancellationToken ct) =>
        _connections.GetOrAdd(tenant, number =>
        {
            var told = new Dictionary<(DepotId Depot, string Language), string>();
            return new TenantPump(
                () => PassAsync(number, scope => scope.GetRequiredService<LiveConnections>().SendAsync(told, ct), ct),
                fault => LogPassFailed(fault, number));
        }).Wake();

    private async Task PassAsync(int number, Func<IServiceProvider, Task> pass, CancellationToken ct)
    {
        if (audience.Tenants.Find(number) is not { } tenant)
            return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantContext>().Enter(tenant);
            await pass(scope.ServiceProvider);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    [LoggerMessage(5201, LogLevel.Warning, "Live pass of tenant {Tenant} failed; it is tried again")]
    private partial void LogPassFailed(Exception fault, int tenant);

    [LoggerMessage(5202, LogLevel.Debug, "Live feed stopped")]
    private partial void LogStopped();
}
