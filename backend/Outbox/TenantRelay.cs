using System.Threading.Channels;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>
/// Runs the relays of all tenants on this node: at once when a signal says so, and by a sweep each second, because
/// signals get lost. One pass a tenant at a time; its outbox goes first, a person may be waiting for it.
/// </summary>
public sealed class TenantRelay(
    TenantCatalogue tenants, OutboxRelay down, EventRelay up, InboxReader inbox, DirtyTenants dirty,
    FleetSignals signals, TimeProvider time, ILogger<TenantRelay> log) : BackgroundService
{
    private const int Workers = 4;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepLooksBack = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Channel<Turn> _queue = Channel.CreateUnboundedPrioritized<Turn>();
    private readonly Dictionary<int, bool> _queued = [];
    private readonly HashSet<int> _running = [];
    private readonly HashSet<int> _again = [];
    private readonly HashSet<int> _waiting = [];
    private readonly HashSet<int> _retry = [];
    private readonly HashSet<int> _dirty = [];
    private long _turns;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(OnSignal);
        await Task.WhenAll(Enumerable.Range(0, Workers)
            .Select(_ => WorkAsync(stoppingToken))
            .Append(SweepAsync(stoppingToken)));
    }

    private void OnSignal(FleetSignal signal, long tenant)
    {
        // "Any" is left to the sweep, which is at most a second away.
        if (signal is FleetSignal.Inbox or FleetSignal.Outbox && tenant != FleetSignals.Any)
            Wake((int)tenant, bySweep: false);
    }

    // Somebody may wait for what a signal tells of; the sweep only looks whether a signal was lost. So it stands back,
    // but for no longer than until the next sweep: a busy node forgets nobody.
    private void Wake(int tenant, bool bySweep)
    {
        lock (_gate)
        {
            if (_running.Contains(tenant))
                _again.Add(tenant);
            else if (!_queued.TryGetValue(tenant, out var isSwept) || (isSwept && !bySweep))
                Queue(tenant, bySweep);
        }
    }

    private void Queue(int tenant, bool bySweep)
    {
        _queued[tenant] = bySweep;
        var due = time.GetUtcNow() + (bySweep ? SweepEvery : TimeSpan.Zero);
        _queue.Writer.TryWrite(new Turn(due, _turns++, tenant));
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var (_, _, tenant) in _queue.Reader.ReadAllAsync(ct))
            {
                bool retry;
                lock (_gate)
                {
                    // It had its turn before, by a signal.
                    if (!_queued.Remove(tenant) || !_running.Add(tenant))
                        continue;
                    retry = _retry.Remove(tenant);
                }

                await PassAsync(tenant, retry, ct);
                lock (_gate)
                {
                    _running.Remove(tenant);
                    if (_again.Remove(tenant))
                        Queue(tenant, bySweep: false);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task PassAsync(int number, bool retry, CancellationToken ct)
    {
        try
        {
            var tenant = await tenants.FindAsync(number, ct);
            if (tenant is null)
                return;
            var sent = await down.RunAsync(tenant, ct);
            var applied = await up.RunAsync(tenant, retry, ct);
            if (sent == RelayResult.More || applied == RelayResult.More)
                Wake(number, bySweep: false);
            if (sent is RelayResult.Waiting or RelayResult.Busy || applied is RelayResult.Waiting or RelayResult.Busy)
                TryLater(number);
            if (sent == RelayResult.Idle && TakeDirty(number))
                await dirty.ClearAsync(number, ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            RelayLog.PassFailed(log, number, cause);
            TryLater(number);
        }
    }

    private void TryLater(int tenant)
    {
        lock (_gate)
            _waiting.Add(tenant);
    }

    private bool TakeDirty(int tenant)
    {
        lock (_gate)
            return _dirty.Remove(tenant);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        var caughtUp = false;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // The first sweep takes everyone, and so does the first after the database was away: there may be
                // rows from any time before, and their marks may have been lost.
                if (!caughtUp)
                    WakeAll((await tenants.ListAsync(ct)).Select(tenant => tenant.Number));
                caughtUp = true;
                await SweepOnceAsync(ct);
                await Task.Delay(SweepEvery, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                caughtUp = false;
                RelayLog.SweepFailed(log, cause);
                await Task.Delay(SweepEvery, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SweepOnceAsync(CancellationToken ct)
    {
        var marked = await dirty.ListAsync(ct);
        int[] waiting;
        lock (_gate)
        {
            _dirty.UnionWith(marked);
            waiting = [.. _waiting];
            _retry.UnionWith(_waiting);
            _waiting.Clear();
        }

        WakeAll(marked);
        WakeAll(waiting);
        WakeAll(await inbox.RecentTenantsAsync(SweepLooksBack, ct));
    }

    private void WakeAll(IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            Wake(number, bySweep: true);
    }

    private readonly record struct Turn(DateTimeOffset Due, long Number, int Tenant) : IComparable<Turn>
    {
        public int CompareTo(Turn other) => (Due, Number).CompareTo((other.Due, other.Number));
    }
}
