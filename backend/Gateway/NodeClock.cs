using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Tells depots the time, as long as this node and the database agree on it and it is not from before this release.
/// Both may be wrong together: then only the release's date and the depots' own doubt help.
/// </summary>
internal sealed class NodeClock(TimeProvider time, ILogger<NodeClock> log)
{
    private static readonly TimeSpan DifferenceMax = TimeSpan.FromSeconds(1);

    // The committing lane compares with each commit, the service's timer also while there is none.
    private volatile Finding _found = Finding.None;

    private enum Finding
    {
        None,
        Agree,
        Differ,
    }

    /// <summary>Unix seconds; 0 until the clocks agree, while they do not, and before the release.</summary>
    public long UnixSeconds => _found == Finding.Agree && IsOfThisRelease(time.GetUtcNow())
        ? time.GetUtcNow().ToUnixTimeSeconds()
        : 0;

    /// <summary>Asks the database for its clock and compares.</summary>
    public async Task CompareAsync(FleetDatabase fleet, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("select clock_timestamp()");
        var askedAt = time.GetTimestamp();
        await using var rows = await command.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        Compare(rows.GetFieldValue<DateTimeOffset>(0), time.GetElapsedTime(askedAt));
    }

    /// <summary>Compares with the database's clock.</summary>
    /// <param name="database">Read by a statement that has just ended.</param>
    /// <param name="taken">How long that took: the clock was read at some moment of it.</param>
    public void Compare(DateTimeOffset database, TimeSpan taken)
    {
        var now = time.GetUtcNow();
        var agree = database - now <= DifferenceMax && now - taken - database <= DifferenceMax && IsOfThisRelease(now);
        if (!agree && _found != Finding.Differ)
            GatewayLog.ClockNotTold(log, now, database);
        _found = agree ? Finding.Agree : Finding.Differ;
    }

    private static bool IsOfThisRelease(DateTimeOffset now) => now.ToUnixTimeSeconds() >= Limits.EarliestTime;
}
