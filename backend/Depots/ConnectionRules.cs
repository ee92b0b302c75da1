namespace Fachwerk.Backend.Depots;

/// <summary>From silence to a connection's state.</summary>
public static class ConnectionRules
{
    /// <summary>A depot that was silent for longer is late.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(90);

    /// <summary>A depot that was silent for longer is offline.</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Events are refused each minute while there are too many of them; after so long it is over.
    /// </summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(5);

    /// <summary>A check-in comes when it was asked for, plus or minus 10 %.</summary>
    public const double Jitter = 1.1;

    // Whoever was asked to call less often is not late for it: 90 s and 3 min are these parts of the usual 60 s.
    private const double LatePart = 1.5;
    private const double OfflinePart = 3;

    /// <summary>
    /// The state of a connection whose last telegram came then. One that is dated minutes ahead was dated by a wrong
    /// clock: nothing was heard since, or it would be dated anew.
    /// </summary>
    /// <param name="asked">The time to its next check-in that the depot was asked for.</param>
    public static ConnectionState StateOf(DateTimeOffset? lastContact, TimeSpan asked, DateTimeOffset now)
    {
        if (lastContact is null)
            return ConnectionState.Never;
        var silence = now - lastContact.Value;
        return silence > Longer(OfflineAfter, asked * OfflinePart) || -silence > OfflineAfter ? ConnectionState.Offline
            : silence > Longer(LateAfter, asked * LatePart) ? ConnectionState.Late
            : ConnectionState.Online;
    }

    /// <summary>Whether a depot keeps events because there are too many of them.</summary>
    /// <param name="heldAt">When some were last refused; null: never. Far ahead, a wrong clock has dated it.</param>
    public static bool HoldsEvents(DateTimeOffset? heldAt, DateTimeOffset now) =>
        heldAt is { } at && (now - at).Duration() < HeldFor;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
