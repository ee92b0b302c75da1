using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Time;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// Has renewed what is derived: of each tenant every few minutes, on any node; and doors at once where a check-in told
/// another state than the one before.
/// </summary>
internal sealed class RenewalService(
    TenantRenewal renewal, RenewalTurns turns, TenantCatalogue tenants, FleetSignals signals, SiteZones zones,
    TimeZoneFile rules, TimeProvider time, ILogger<RenewalService> log) : BackgroundService
{
    /// <summary>Controllers remembered to be compared at once; of more the turn takes care.</summary>
    public const int ChangedMax = 10_000;

    // A check-in arrives before the events it counts; where those take longer, the turn takes care too.
    private const int TriesMax = 10;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, int> _changed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe((signal, key) =>
        {
            if (signal == FleetSignal.Doors)
                Remember([key], TriesMax);
        });
        await Loops.RepeatAsync(LookEvery, time, TryLookAsync, stoppingToken);
    }

    private void Remember(IEnumerable<long> controllers, int tries)
    {
        lock (_gate)
        {
            foreach (var controller in controllers.TakeWhile(_ => tries > 0 && _changed.Count < ChangedMax))
                _changed[controller] = Math.Max(tries, _changed.GetValueOrDefault(controller));
        }
    }

    // As many as are cheap to find among all; the others have the next look.
    private Dictionary<long, int> TakeChanged()
    {
        lock (_gate)
        {
            Dictionary<long, int> changed = new(_changed.Take(TenantRenewal.PortionMax));
            foreach (var controller in changed.Keys)
                _changed.Remove(controller);
            return changed;
        }
    }

    private async Task TryLookAsync(CancellationToken ct)
    {
        try
        {
            if (TakeChanged() is { Count: > 0 } changed)
                await CompareAsync(changed, ct);
            rules.Look();
            var due = await turns.TakeAsync(ct);
            var telling = due.Count > 0 ? await turns.TellingTimeAsync(zones.Edition, ct) : null;
            foreach (var turn in due)
                await RunTurnAsync(turn, telling, ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            ReconciliationLog.RenewalsNotBegun(log, cause);
        }
    }

    private async Task CompareAsync(Dictionary<long, int> changed, CancellationToken ct)
    {
        foreach (var of in await turns.TenantsOfAsync(changed.Keys, ct))
        {
            var renewed = await TryAsync(of.Key, tenant => renewal.CompareAsync(tenant, [.. of], ct), ct);
            foreach (var controller in renewed?.Behind ?? [])
                Remember([controller], changed[controller] - 1);
        }
    }

    private async Task RunTurnAsync(RenewalTurn turn, DateTimeOffset? telling, CancellationToken ct)
    {
        var toTell = turn.After == 0 ? telling : null;
        var renewed = await TryAsync(
            turn.Tenant, tenant => renewal.RunTurnAsync(tenant, turn.After, toTell, ct), ct);
        if (renewed?.GoesOnAfter is { } after)
            await turns.GoOnAsync(turn with { After = after }, ct);
    }

    /// <returns>Null when there is no such tenant any more, or when it failed.</returns>
    private async Task<Renewed?> TryAsync(int number, Func<Tenant, Task<Renewed>> renew, CancellationToken ct)
    {
        try
        {
            return await tenants.FindAsync(number, ct) is { } tenant ? await renew(tenant) : null;
        }
        // Its next turn tries again; the others have theirs.
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            ReconciliationLog.RenewalFailed(log, number, cause);
            return null;
        }
    }
}
