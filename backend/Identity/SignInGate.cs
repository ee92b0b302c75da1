namespace Fachwerk.Backend.Identity;

/// <summary>
/// Who may have a password hashed: what a stranger can ask for without end is counted here, before it costs a hash, a
/// connection or a line of the log. Each name has a budget, whether there is such an account or not; so has each
/// address and each network, but not for a browser that has signed in to the account before. Then there is the lane.
/// A try that was right counts for nothing. Each node counts for itself.
/// </summary>
public sealed class SignInGate(
    HashingLane lane, RefusedSignIns refused, SignInCounters counters, TimeProvider time)
{
    /// <summary>Wrong tries of one address in a minute: people of one house behind one address mistype too.</summary>
    public const int AddressTriesMax = 30;

    /// <summary>Wrong tries of one network in a minute.</summary>
    public const int NetworkTriesMax = 120;

    /// <summary>When to come again after the lane was full.</summary>
    public static readonly TimeSpan LaneRetry = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TryBudgets _names = new(SignInTries.TriesMax, SignInTries.Window);
    private readonly TryBudgets _addresses = new(AddressTriesMax, Minute);
    private readonly TryBudgets _networks = new(NetworkTriesMax, Minute);
    private readonly long _started = time.GetTimestamp();

    internal HashingLane Lane => lane;

    private TimeSpan Now => time.GetElapsedTime(_started);

    /// <summary>Takes the try from its budgets.</summary>
    /// <returns>The turn, to be disposed; or null and when to come again.</returns>
    public (SignInTurn? Turn, TimeSpan RetryAfter) Enter(SignInSource source)
    {
        if (Take(source) is { } full)
            return (null, TurnAway(source, full.Answer, full.RetryAfter));
        if (!lane.IsFull(source.IsKnown))
            return (new SignInTurn(this, source), TimeSpan.Zero);

        // What there is no place for now shall not ask the database first.
        TurnAwayFull(source);
        return (null, LaneRetry);
    }

    internal void Accept(SignInSource source)
    {
        counters.Count(SignInAnswer.SignedIn);
        GiveBack(source);
    }

    internal void GiveBack(SignInSource source)
    {
        lock (_gate)
        {
            _names.GiveBack(source.Name, Now);
            if (source.IsKnown)
                return;
            _addresses.GiveBack(source.Address, Now);
            _networks.GiveBack(source.Network, Now);
        }
    }

    internal void Refuse(SignInSource source, Guid account)
    {
        counters.Count(SignInAnswer.Refused);
        refused.Note(source.Tenant, account);
    }

    // Nobody looked at it, so the name keeps its try; who knocks so often that the lane is full does not.
    internal void TurnAwayFull(SignInSource source)
    {
        GiveBackName(source);
        TurnAway(source, SignInAnswer.LaneFull, LaneRetry);
    }

    internal void GiveBackName(SignInSource source)
    {
        lock (_gate)
            _names.GiveBack(source.Name, Now);
    }

    private TimeSpan TurnAway(SignInSource source, SignInAnswer answer, TimeSpan retryAfter)
    {
        counters.Count(answer);
        refused.NoteTurnedAway(source.Tenant);
        return retryAfter;
    }

    private (SignInAnswer Answer, TimeSpan RetryAfter)? Take(SignInSource source)
    {
        lock (_gate)
        {
            if (!source.IsKnown && _addresses.Take(source.Address, Now) is { Ticks: > 0 } untilAddress)
                return (SignInAnswer.AddressLimited, untilAddress);
            if (!source.IsKnown && _networks.Take(source.Network, Now) is { Ticks: > 0 } untilNetwork)
                return (SignInAnswer.NetworkLimited, untilNetwork);
            return _names.Take(source.Name, Now) is { Ticks: > 0 } untilName
                ? (SignInAnswer.NameLimited, untilName)
                : null;
        }
    }
}
