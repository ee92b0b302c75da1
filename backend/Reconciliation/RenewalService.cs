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

    private Dictionary<long, int> TakeChanged()
    {
        lock (_gate)
        {
            Dictionary<long, int> changed = new(_changed);
            _changed.Clear();
            return changed;
        }
    }

    private async Task CompareAsync(Dictionary<long, int> changed, CancellationToken ct)
    {
        foreach (var of in await turns.TenantsOfAsync(changed.Keys, ct))
        {
            foreach (var controller in await TryRenewAsync(of.Key, [.. of], null, ct))
                Remember([controller], changed[controller] - 1);
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
            foreach (var number in due)
                await TryRenewAsync(number, null, telling, ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            ReconciliationLog.RenewalsNotBegun(log, cause);
        }
    }

    /// <returns>Controllers that can be compared later.</returns>
    private async Task<IReadOnlyCollection<long>> TryRenewAsync(
        int number, long[]? controllers, DateTimeOffset? telling, CancellationToken ct)
    {
        try
        {
            if (await tenants.FindAsync(number, ct) is not { } tenant)
                return [];
            var renewed = await renewal.RunAsync(tenant, controllers, telling, ct);
            if (controllers is null && !renewed.IsDone)
                await turns.GiveBackAsync(number, ct);
            return renewed.Behind;
        }
        // Its next turn tries again; the others have theirs.
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            ReconciliationLog.RenewalFailed(log, number, cause);
            return [];
        }
    }
}
