namespace Fachwerk.Backend.Gateway;

/// <summary>Tells depots the time, as long as this node and the database agree on it.</summary>
internal sealed class NodeClock(TimeProvider time, ILogger<NodeClock> log)
{
    private static readonly TimeSpan DifferenceMax = TimeSpan.FromSeconds(1);

    private bool _trusted = true;

    /// <summary>Compares with the database's clock; <paramref name="database"/> was read a moment ago.</summary>
    public void Compare(DateTimeOffset database)
    {
        var difference = (time.GetUtcNow() - database).Duration();
        var trusted = difference <= DifferenceMax;
        if (_trusted && !trusted)
            GatewayLog.ClocksDiffer(log, difference.TotalSeconds);
        _trusted = trusted;
    }

    /// <summary>Unix seconds; 0 while the clocks differ by more than a second.</summary>
    public long UnixSeconds => _trusted ? time.GetUtcNow().ToUnixTimeSeconds() : 0;
}
