using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// Looks at every tenant after the start, and whenever the fleet's generation has risen or a tenant was said to be
/// restored: one at a time, in portions with pauses, so that a fail-over is no herd. Any node may; the claim and the
/// mark in the tenant's database see to it that each depot is gone through once.
/// </summary>
public sealed class ReconciliationService(
    TenantReconciliation reconciliation, TenantCatalogue tenants, TableInventory inventory,
    FleetGeneration generation, TimeProvider time, ILogger<ReconciliationService> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // The relays get the tenant in between: somebody may wait for a door.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FailedPause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, DateTimeOffset> _due = [];
    private (BegunGeneration Begun, long Recoveries)? _seen;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Loops.RepeatAsync(LookEvery, time, TryLookAsync, stoppingToken);

    private async Task TryLookAsync(CancellationToken ct)
    {
        try
        {
            var age = await inventory.AgeAsync(ct);
            if (age != _seen)
            {
                var now = time.GetUtcNow();
                var all = await tenants.ListAsync(ct);
                foreach (var tenant in all)
                    _due[tenant.Number] = now;
                ReconciliationLog.Comparing(log, age.Begun.Generation, all.Count);
                _seen = age;
            }
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            ReconciliationLog.LookFailed(log, cause);
            return;
        }

        foreach (var number in Due())
            await TryBringInLineAsync(number, ct);
    }

    // Nodes begin at different ends, and so do not wait for each other's claims.
    private int[] Due()
    {
        var now = time.GetUtcNow();
        var due = _due.Where(one => one.Value <= now).Select(one => one.Key).ToArray();
        Random.Shared.Shuffle(due);
        return due;
    }

    private async Task TryBringInLineAsync(int number, CancellationToken ct)
    {
        try
        {
            _due.Remove(number);
            if (await tenants.FindAsync(number, ct) is { } tenant)
                await BringInLineAsync(tenant, ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            ReconciliationLog.RunFailed(log, number, cause);
            _due[number] = time.GetUtcNow() + FailedPause;
        }
    }

    private async Task BringInLineAsync(Tenant tenant, CancellationToken ct)
    {
        while (true)
        {
            var reached = await reconciliation.RunAsync(tenant, ct);
            if (reached.SeenGeneration is { } seen)
                await generation.WitnessAsync(seen, ct);
            if (reached.Result == RelayResult.Busy)
                _due[tenant.Number] = time.GetUtcNow() + LookEvery;
            else if (reached.LookAgainAt is { } again)
                _due[tenant.Number] = again;
            if (reached.Result != RelayResult.More)
                return;
            await Task.Delay(Pause, time, ct);
        }
    }
}
