using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Writes refused tries into their tenants' logs, away from the requests: an answer takes as long for an account as for
/// none, and nobody waits for the log's lock.
/// </summary>
internal sealed partial class RefusedSignInsLog(
    RefusedSignIns refused, TenantCatalogue tenants, TenantScopes scopes, TimeProvider time,
    ILogger<RefusedSignInsLog> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Writes what is due.</summary>
    public async Task WriteAsync(bool all, CancellationToken ct)
    {
        foreach (var lines in refused.Take(all).GroupBy(line => line.Tenant))
        {
            try
            {
                await WriteAsync(lines.Key, lines, ct);
            }
            catch (Exception cause)
            {
                // At a stop too, after which those of all tenants are written once more.
                refused.PutBack(lines);
                if (!ct.IsCancellationRequested)
                    NotWritten(log, lines.Key, cause.GetType().Name);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteAsync(all: false, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await WriteAsync(all: true, CancellationToken.None);
        }
    }

    private async Task WriteAsync(int number, IEnumerable<RefusedLine> lines, CancellationToken ct)
    {
        if (await tenants.FindAsync(number, ct) is not { } tenant)
            return;
        await using var scope = scopes.Open(tenant);
        var audit = scope.ServiceProvider.GetRequiredService<AuditTrail>();
        foreach (var line in lines)
        {
            audit.Add(AuditKinds.SignInRefused, line.Account == default ? Actor.Anonymous : Actor.User(line.Account),
                new { line.Tries, line.TurnedAway, line.Until }, at: line.Since);
        }

        await scope.ServiceProvider.GetRequiredService<TenantCommit>().SaveAsync(ct);
    }

    [LoggerMessage(4103, LogLevel.Warning,
        "Tenant {Tenant}: refused tries to sign in could not be written to its log yet ({Cause})")]
    private static partial void NotWritten(ILogger log, int tenant, string cause);
}
