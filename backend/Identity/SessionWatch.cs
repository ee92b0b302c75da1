using System.Collections.Concurrent;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Live;
using Npgsql;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Ends the live connections of ended sessions on this node: when a signal tells of some, and twice a second for what
/// no signal told of. Tenants without live connections cost nothing.
/// </summary>
internal sealed partial class SessionWatch(
    LiveSessions live, SessionLooks looks, TenantSignals signals, TimeProvider time, ILogger<SessionWatch> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<int, TenantPump> _pumps = new();
    private readonly ConcurrentDictionary<int, bool> _failing = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var told = signals.OnSessionsEnded(tenant => Hear(tenant, stoppingToken));
        using var timer = new PeriodicTimer(SessionLooks.KeptFor, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Hear(TenantSignals.Any, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    // Each tenant by itself: one whose database does not answer keeps no other waiting.
    private void Hear(int tenant, CancellationToken ct)
    {
        foreach (var one in live.Tenants.All)
            if (tenant == TenantSignals.Any || tenant == one.Number)
                _pumps.GetOrAdd(one.Number, number => new TenantPump(
                    () => LookAsync(number, ct), cause => Tell(number, cause))).Wake();
    }

    private async Task LookAsync(int number, CancellationToken ct)
    {
        if (live.Tenants.Find(number) is not { } tenant)
            return;
        try
        {
            live.End(number, await looks.EndedAsync(tenant, live.Of(number), ct));
            _failing.TryRemove(number, out _);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    // Once for a while of failing: the next look is half a second away.
    private void Tell(int number, Exception cause)
    {
        if (_failing.TryAdd(number, true))
            LogNotSeen(number, (cause as NpgsqlException)?.SqlState ?? cause.GetType().Name);
    }

    [LoggerMessage(4101, LogLevel.Warning, "The sessions of tenant {Tenant} could not be looked at ({Cause})")]
    private partial void LogNotSeen(int tenant, string cause);

    [LoggerMessage(4102, LogLevel.Debug, "Sessions are not watched any more")]
    private partial void LogStopped();
}
