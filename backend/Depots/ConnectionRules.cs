namespace Fachwerk.Backend.Depots;

/// <summary>From silence to a connection's state.</summary>
public static class ConnectionRules
{
    /// <summary>A depot that was silent for longer is late.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(90);

    /// <summary>A depot that was silent for longer is offline.</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromMinutes(3);

    /// <summary>A check-in comes every 60 s, plus or minus 10 %.</summary>
    public static readonly TimeSpan CheckInEvery = TimeSpan.FromSeconds(66);

    /// <summary>The state of a connection whose last telegram came then.</summary>
    public static ConnectionState StateOf(DateTimeOffset? lastContact, DateTimeOffset now)
    {
        if (lastContact is null)
            return ConnectionState.Never;
        var silence = now - lastContact.Value;
        return silence > OfflineAfter ? ConnectionState.Offline
            : silence > LateAfter ? ConnectionState.Late
            : ConnectionState.Online;
    }
}
