namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Whether a depot's events may be stored. Up to its ceiling a depot spends its own share first; what it wants beyond
/// that comes from what its tenant has in common. So a depot that tells too much empties at most the common part, and
/// the shares of all others are out of its reach. In this node's memory: a restart begins anew, and several nodes
/// together allow as many times as much. For the committing thread.
/// </summary>
internal sealed class EventCeilings(EventLimits limits, TimeProvider time)
{
    /// <summary>How long a depot is told to wait.</summary>
    public const int WaitSeconds = 60;

    // A detail is some integers. Whoever writes more into it pays by the byte.
    private const int DetailBytesPerEvent = 32;

    // As long as it is shown as trouble.
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(5);

    private readonly Dictionary<int, int> _tenants = [];
    private readonly long _started = time.GetTimestamp();

    private int Now => EventBudget.MomentOf(time.GetElapsedTime(_started));

    /// <summary>For how many events one with such a detail counts.</summary>
    public static int CostOf(int detailBytes) => 1 + detailBytes / DetailBytesPerEvent;

    /// <summary>Whether the events of a telegram may be stored.</summary>
    public bool MayStore(in EventAccount account)
    {
        var now = Now;
        return limits.Depot.HasRoom(account.DepotUntil, now)
            && (limits.Share.HasRoom(account.ShareUntil, now)
                || limits.Tenant.HasRoom(_tenants.GetValueOrDefault(account.Tenant), now));
    }

    /// <summary>They are stored.</summary>
    /// <returns>The account afterwards.</returns>
    public EventAccount Spend(in EventAccount account, int tenant, int events)
    {
        var now = Now;
        var share = account.ShareUntil;
        if (limits.Share.HasRoom(share, now))
            share = limits.Share.Spend(share, now, events);
        else
            _tenants[tenant] = limits.Tenant.Spend(_tenants.GetValueOrDefault(tenant), now, events);
        return account with
        {
            DepotUntil = limits.Depot.Spend(account.DepotUntil, now, events),
            ShareUntil = share,
            Tenant = tenant,
        };
    }

    /// <summary>They are held.</summary>
    /// <param name="isNew">Whether that is news, as it has not been so for five minutes.</param>
    /// <returns>The account afterwards.</returns>
    public EventAccount Hold(in EventAccount account, out bool isNew)
    {
        var now = Now;
        isNew = account.HeldUntil <= now;
        return account with { HeldUntil = now + EventBudget.MomentOf(HeldFor) };
    }
}
