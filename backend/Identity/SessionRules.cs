namespace Fachwerk.Backend.Identity;

/// <summary>How long a session lasts.</summary>
public static class SessionRules
{
    /// <summary>Without any request.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromHours(8);

    /// <summary>However much it is used.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromHours(24);

    /// <summary>Its use is written down no more often than this.</summary>
    public static readonly TimeSpan NotedEvery = TimeSpan.FromMinutes(5);

    /// <summary>Sessions of one account; one more ends the one that was used longest ago.</summary>
    public const int OfUserMax = 50;

    /// <summary>Expired sessions that one sign-in clears away: more than it adds, so that they never pile up.</summary>
    public const int ClearedMax = 100;

    /// <summary>When a session ends if it is not used again.</summary>
    public static DateTimeOffset EndsAt(DateTimeOffset createdAt, DateTimeOffset seenAt)
    {
        var idle = seenAt + IdleMax;
        var last = createdAt + AgeMax;
        return idle < last ? idle : last;
    }

    /// <summary>Whether a use at <paramref name="now"/> is to be written down.</summary>
    public static bool IsToNote(DateTimeOffset seenAt, DateTimeOffset now) => now - seenAt >= NotedEvery;
}
