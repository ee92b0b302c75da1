namespace Fachwerk.Backend.Database;

/// <summary>Looks each second which server takes writes, so that all pools find it after a fail-over.</summary>
public sealed class DatabaseWatch(DatabaseServer server, TimeProvider time, ILogger<DatabaseWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            WarnOfLoss();
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await server.Primary.LookAsync(stoppingToken);
                Tell();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    // Once per change, not once a second.
    private void Tell()
    {
        var finder = server.Primary;
        var primary = finder.Primary;
        var text = primary is null
            ? finder.Complaint()
            : string.Create(null, $"{finder.Hosts.All[finder.Present]} on timeline {primary.Timeline}");
        if (text == _told)
            return;
        var isFirst = _told is null;
        _told = text;
        if (primary is null)
            FleetLog.NoPrimary(log, text);
        else if (!isFirst)
            FleetLog.PrimaryFound(log, text);
    }

    private void WarnOfLoss()
    {
        if (server.Primary.Hosts.All.Count > 1 && server.Primary.Primary is { AwaitsStandby: false })
            FleetLog.NotSynchronous(log);
    }
}
