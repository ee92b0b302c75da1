namespace Fachwerk.Backend.Gateway;

/// <summary>
/// So many events at once, and then one each so often. An account of it is one number, the moment up to which it is
/// spent: it may lie ahead of now by what goes at once. Moments are counted in sixteenths of a second from the start
/// of the node, so that an account takes four bytes; they last for four years.
/// </summary>
/// <param name="AtOnce">From an account on which nothing was spent for long.</param>
/// <param name="Every">At least a sixteenth of a second.</param>
public readonly record struct EventBudget(int AtOnce, TimeSpan Every)
{
    /// <summary>Moments in a second.</summary>
    internal const int MomentsPerSecond = 16;

    private int MomentsPerEvent => (int)(Every.TotalSeconds * MomentsPerSecond);

    internal static int MomentOf(TimeSpan sinceStart) => (int)(sinceStart.TotalSeconds * MomentsPerSecond);

    /// <summary>
    /// Whether at least one more may be stored. A telegram is never parted, so its last ones may overdraw.
    /// </summary>
    internal bool HasRoom(int spentUntil, int now) => spentUntil - now < AtOnce * MomentsPerEvent;

    /// <summary>The account after so many events.</summary>
    internal int Spend(int spentUntil, int now, int events) => Math.Max(spentUntil, now) + events * MomentsPerEvent;
}
