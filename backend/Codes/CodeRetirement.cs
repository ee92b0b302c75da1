using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Codes;

/// <summary>
/// Has ended codes leave their depots' tables with nobody doing anything: at the start, after however long an outage,
/// and then once an hour. Any node may; a depot's lock sees to it that each code leaves once.
/// </summary>
public sealed class CodeRetirement(
    TenantCatalogue tenants, TenantScopes scopes, FleetDatabase fleet, TimeProvider time,
    ILogger<CodeRetirement> log) : BackgroundService
{
    /// <summary>A code leaves at most so long after its time to do so.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private static readonly TimeSpan ClockDifferenceMax = TimeSpan.FromMinutes(1);

    // What people do goes in between.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Goes through all tenants once, unless this node's clock is wrong.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        if (!await IsClockRightAsync(ct))
        {
            CodesLog.ClockDiffers(log);
            return;
        }

        foreach (var tenant in await tenants.ListAsync(ct))
        {
            try
            {
                while (await RetireAsync(tenant, ct))
                    await Task.Delay(Pause, time, ct);
            }
            catch (Exception cause) when (!ct.IsCancellationRequested)
            {
                // One tenant must not keep the others' tables full; the next hour brings it up again.
                CodesLog.NotRetired(log, tenant.Number, cause);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Loops.RepeatAsync(Every, time, TryRunAsync, stoppingToken);

    private async Task TryRunAsync(CancellationToken ct)
    {
        try
        {
            await RunOnceAsync(ct);
        }
        catch (Exception cause) when (!ct.IsCancellationRequested)
        {
            CodesLog.NoneRetired(log, cause);
        }
    }

    // What leaves does not come back: a node whose clock is ahead must not take codes that still open.
    private async Task<bool> IsClockRightAsync(CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("select clock_timestamp()");
        var database = (DateTime)(await command.ExecuteScalarAsync(ct))!;
        return (time.GetUtcNow() - database).Duration() <= ClockDifferenceMax;
    }

    private async Task<bool> RetireAsync(Tenant tenant, CancellationToken ct)
    {
        await using var scope = scopes.Open(tenant);
        return await scope.ServiceProvider.GetRequiredService<RetireCodes>().HandleAsync(ct);
    }
}
