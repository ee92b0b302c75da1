namespace Fachwerk.Firmware.Link;

/// <summary>
/// When a depot speaks: which exchange is open, when it is tried again or given up, which is opened next. All of the
/// link that is a matter of time alone, so that a whole fleet of it can be run without the depots around it.
/// Order of traffic: events, check-in, table.
/// </summary>
public sealed class Conversation(Jitter jitter)
{
    private const int CheckInAttempts = 2;
    private const int OtherAttempts = 4;

    private readonly Exchange _exchange = new Exchange(jitter);
    private readonly ContactSchedule _schedule = new ContactSchedule(jitter);

    /// <summary>What the open exchange is about.</summary>
    public ExchangeKind Kind => _exchange.Kind;

    /// <summary>When the attempt under way was sent.</summary>
    public long SentMs => _exchange.SentMs;

    /// <summary>True once an exchange of this boot succeeded.</summary>
    public bool HasContacted => _schedule.HasContacted;

    /// <summary>True after two failed exchanges, until one succeeds.</summary>
    public bool IsOffline => _schedule.IsOffline;

    /// <summary>When the open attempt is given up; without one, when the next check-in is due.</summary>
    public long NextMs => Kind != ExchangeKind.None ? _exchange.DueMs : _schedule.NextMs;

    /// <summary>Starts the spread after boot.</summary>
    public void Begin(long nowMs, int spreadSeconds)
    {
        _schedule.Begin(nowMs, spreadSeconds);
    }

    /// <summary>True when the open attempt has waited long enough for its answer.</summary>
    public bool IsUnanswered(long nowMs) => Kind != ExchangeKind.None && nowMs >= _exchange.DueMs;

    /// <summary>Gives up the open attempt.</summary>
    /// <returns>True when the next one is to be sent now; else the exchange is over and has failed.</returns>
    public bool TryAgain(long nowMs)
    {
        if (_exchange.MayRetry)
        {
            return true;
        }
        _exchange.Close();
        _schedule.NoteFailure(nowMs);
        return false;
    }

    /// <summary>Opens the exchange whose turn it is; its first attempt is to be sent now.</summary>
    /// <param name="hasEvents">Events wait and may go out.</param>
    /// <param name="isTableDue">A block of the table may be asked for.</param>
    /// <returns>False when nothing is due.</returns>
    public bool TryOpen(long nowMs, bool hasEvents, bool isTableDue)
    {
        if (!IsOffline && hasEvents)
        {
            _exchange.Open(ExchangeKind.Events, OtherAttempts);
        }
        else if (_schedule.IsCheckInDue(nowMs))
        {
            _exchange.Open(ExchangeKind.CheckIn, IsOffline ? 1 : CheckInAttempts);
        }
        else if (!IsOffline && HasContacted && isTableDue)
        {
            _exchange.Open(ExchangeKind.Table, OtherAttempts);
        }
        else
        {
            return false;
        }
        return true;
    }

    /// <summary>An attempt goes out.</summary>
    public void NoteSent(long nowMs)
    {
        _exchange.NoteSent(nowMs);
    }

    /// <summary>There was nothing to send after all: neither answered nor failed.</summary>
    public void Withdraw()
    {
        _exchange.Close();
    }

    /// <summary>A verified answer has come.</summary>
    public void NoteAnswer()
    {
        _exchange.Close();
        _schedule.NoteSuccess();
    }

    /// <summary>A check-in was answered: plans the next.</summary>
    /// <param name="askedSeconds">What the gateway asked for; 0 = as usual.</param>
    public void PlanCheckIn(long nowMs, int askedSeconds)
    {
        _schedule.PlanCheckIn(nowMs, askedSeconds);
    }
}
