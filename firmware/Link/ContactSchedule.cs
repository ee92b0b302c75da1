namespace Fachwerk.Firmware.Link;

/// <summary>
/// When to talk: check-ins every minute with jitter, spread after boot; after two failed exchanges single attempts
/// every 60 to 120 s until one succeeds, so that a fleet that lost its gateway comes back without a storm.
/// </summary>
internal sealed class ContactSchedule(Jitter jitter)
{
    private const int UsualSeconds = 60;
    private const int FailuresUntilOffline = 2;
    private const int SingleMinMs = 60000;
    private const int SingleMaxMs = 120000;

    private readonly Jitter _jitter = jitter;
    private int _failures;
    private bool _isBack;
    private long _checkInMs;
    private long _singleMs;

    /// <summary>True once an exchange of this boot succeeded.</summary>
    public bool HasContacted { get; private set; }

    /// <summary>True after two failed exchanges, until one succeeds.</summary>
    public bool IsOffline => _failures >= FailuresUntilOffline;

    /// <summary>Starts the spread after boot.</summary>
    public void Begin(long nowMs, int spreadSeconds)
    {
        _checkInMs = nowMs + _jitter.Next(0, spreadSeconds * 1000);
    }

    /// <summary>True when a check-in is due; offline: when the single attempt is.</summary>
    public bool IsCheckInDue(long nowMs) => nowMs >= (IsOffline ? _singleMs : _checkInMs);

    /// <summary>When the next check-in is due.</summary>
    public long NextMs => IsOffline ? _singleMs : _checkInMs;

    /// <summary>A check-in was answered.</summary>
    /// <param name="askedSeconds">What the gateway asked for; 0 = as usual.</param>
    public void PlanCheckIn(long nowMs, int askedSeconds)
    {
        int intervalMs = (askedSeconds == 0 ? UsualSeconds : askedSeconds) * 1000;
        // A fleet comes back over two minutes; its second check-ins must not pile up on the last of the first ones.
        int moreMs = _isBack ? intervalMs * 4 / 10 : intervalMs / 10;
        _isBack = false;
        _checkInMs = nowMs + _jitter.Next(intervalMs - intervalMs / 10, intervalMs + moreMs);
    }

    /// <summary>An exchange succeeded.</summary>
    public void NoteSuccess()
    {
        _isBack |= IsOffline;
        _failures = 0;
        HasContacted = true;
    }

    /// <summary>An exchange failed.</summary>
    public void NoteFailure(long nowMs)
    {
        _failures = IsOffline ? _failures : _failures + 1;
        _singleMs = nowMs + _jitter.Next(SingleMinMs, SingleMaxMs);
        if (nowMs >= _checkInMs)
        {
            // From when it was due: all that failed in a short outage would else move together by the time they
            // waited, and meet those that come after them.
            PlanCheckIn(_checkInMs, 0);
        }
    }
}
