using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>
/// Runs the relays of all tenants on this node: at once when a signal says so, and by a sweep each second, because
/// signals get lost.
/// </summary>
public sealed class TenantRelay(
    TenantCatalogue tenants, OutboxRelay down, EventRelay up, InboxReader inbox, InboxTally tally, DirtyTenants dirty,
    FleetSignals signals, TimeProvider time, ILogger<TenantRelay> log) : BackgroundService
{
    private const int Workers = 4;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepLooksBack = TimeSpan.FromSeconds(5);

    private readonly RelayTurns _turns = new(SweepEvery, time);
    private readonly OutboxLooks _looks = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<int, RelayWays> _waiting = [];
    private readonly HashSet<int> _retry = [];
    private readonly HashSet<int> _dirty = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(OnSignal);
        await Loops.RunAsync(
            [SweepAsync(stoppingToken), .. Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken))],
            stoppingToken);
    }

    private void OnSignal(FleetSignal signal, long tenant)
    {
        // "Any" is left to the sweep, which is at most a second away.
        if (tenant == FleetSignals.Any)
            return;
        if (signal == FleetSignal.Outbox)
            _turns.Ask((int)tenant, RelayWays.Down, bySweep: false);
        else if (signal == FleetSignal.Inbox)
            _turns.Ask((int)tenant, RelayWays.Up, bySweep: false);
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var turn = await _turns.BeginAsync(ct);
                await PassAsync(turn, ct);
                _turns.End(turn);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task PassAsync(RelayTurn turn, CancellationToken ct)
    {
        try
        {
            if (await tenants.FindAsync(turn.Tenant, ct) is not { } tenant)
                return;
            // The outbox goes first: a person may be waiting for it.
            if (turn.Ways.HasFlag(RelayWays.Down))
                await DownAsync(tenant, ct);
            if (turn.Ways.HasFlag(RelayWays.Up))
                await UpAsync(tenant, ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            RelayLog.PassFailed(log, turn.Tenant, cause);
            TryLater(turn.Tenant, turn.Ways);
        }
    }

    private async Task DownAsync(Tenant tenant, CancellationToken ct)
    {
        var began = time.GetUtcNow();
        var sent = await down.RunAsync(tenant, ct);
        Follow(tenant.Number, RelayWays.Down, sent);
        if (sent != RelayResult.Idle)
            return;
        _looks.NoteEmpty(tenant.Number, began);
        if (TakeDirty(tenant.Number))
            await dirty.ClearAsync(tenant.Number, ct);
    }

    private async Task UpAsync(Tenant tenant, CancellationToken ct)
    {
        var seen = tally.SeenOf(tenant.Number);
        var applied = await up.RunAsync(tenant, TakeRetry(tenant.Number), ct);
        if (applied == RelayResult.Idle)
            tally.Settle(seen);
        Follow(tenant.Number, RelayWays.Up, applied);
    }

    private void Follow(int tenant, RelayWays way, RelayResult result)
    {
        if (result == RelayResult.More)
            _turns.Ask(tenant, way, bySweep: false);
        else if (result is RelayResult.Waiting or RelayResult.Busy)
            TryLater(tenant, way);
    }

    private void TryLater(int tenant, RelayWays ways)
    {
        lock (_gate)
            _waiting[tenant] = _waiting.GetValueOrDefault(tenant) | ways;
    }

    private bool TakeRetry(int tenant)
    {
        lock (_gate)
            return _retry.Remove(tenant);
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
                    AskAll((await tenants.ListAsync(ct)).Select(tenant => tenant.Number), RelayWays.Both);
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
        KeyValuePair<int, RelayWays>[] waiting;
        lock (_gate)
        {
            _dirty.UnionWith(marked.Select(mark => mark.Tenant));
            waiting = [.. _waiting];
            _retry.UnionWith(_waiting.Keys);
            _waiting.Clear();
        }

        AskAll(_looks.DueOf(marked, DirtyTenants.KeptMin, time.GetUtcNow()), RelayWays.Down);
        foreach (var (tenant, ways) in waiting)
            _turns.Ask(tenant, ways, bySweep: true);
        AskAll(tally.MissingOf(await inbox.CountRecentAsync(SweepLooksBack, ct)), RelayWays.Up);
    }

    private void AskAll(IEnumerable<int> numbers, RelayWays ways)
    {
        foreach (var number in numbers)
            _turns.Ask(number, ways, bySweep: true);
    }
}
