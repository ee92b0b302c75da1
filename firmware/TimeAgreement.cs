namespace Fachwerk.Firmware;

/// <summary>
/// When answers agree on a time: seven in a row that tell the same on the monotonic clock, each at least ten minutes
/// after the one counted before, so over an hour. After each counted one the depot goes on to its next gateway, so that
/// all that answer are heard; one that does not know the time holds it up until it does, but for six hours at most; one
/// that is silent does not.
/// In memory only: a restart begins anew.
/// </summary>
public sealed class TimeAgreement
{
    /// <summary>Answers that are counted until they agree.</summary>
    public const int AnswersMin = 7;

    /// <summary>Milliseconds from a counted answer to the next.</summary>
    public const int ApartMs = 600000;

    /// <summary>Milliseconds a gateway without a time holds up what all others tell.</summary>
    public const int HeldUpMaxMs = 6 * 3600000;

    // Two round trips, whole seconds, and a crystal of 20 ppm over a day.
    private const int ToleranceSeconds = 5;
    private const long Never = long.MinValue / 2;

    private long _offset = Never;
    private long _sinceMs;
    private long _countedMs;
    private long _movedMs = Never;
    private int _count;
    private int _unsure;
    private int _tellers;

    /// <summary>True when the time told last was told in a row by two gateways or more.</summary>
    public bool IsOfTwo => (_tellers & (_tellers - 1)) != 0;

    /// <summary>True when it is time to hear another gateway.</summary>
    public bool WantsOther { get; private set; }

    /// <summary>Another gateway is asked next.</summary>
    public void NoteOther()
    {
        WantsOther = false;
    }

    /// <summary>Forgets what was told.</summary>
    public void Restart()
    {
        _offset = Never;
        StartCount();
    }

    /// <summary>A gateway answered and told no time.</summary>
    /// <param name="gateway">Its place in the list.</param>
    public void NoteUnsure(int gateway, long nowMs)
    {
        _unsure |= 1 << gateway;
        NoteAnswer(nowMs);
    }

    /// <summary>A gateway answered; whatever it told, after ten minutes another one is to be heard.</summary>
    public void NoteAnswer(long nowMs)
    {
        if (nowMs - _movedMs >= ApartMs)
        {
            _movedMs = nowMs;
            WantsOther = true;
        }
    }

    /// <summary>
    /// A gateway did not answer. One that knew no time before holds up nothing any more, once the count was begun anew
    /// without it: a lost datagram shall not take its objection away.
    /// </summary>
    public void NoteSilence(int gateway)
    {
        if ((_unsure & (1 << gateway)) != 0)
        {
            StartCount();
        }
    }

    /// <summary>A gateway told a time.</summary>
    /// <returns>True when enough have told the same.</returns>
    public bool Note(uint seconds, int gateway, long nowMs)
    {
        long offset = seconds - nowMs / 1000;
        bool isKnown = offset - _offset <= ToleranceSeconds && _offset - offset <= ToleranceSeconds;
        bool isSame = _count > 0 && isKnown;
        _sinceMs = isKnown ? _sinceMs : nowMs;
        if (!isSame)
        {
            StartCount();
            _offset = offset;
        }
        if (!isSame || nowMs - _countedMs >= ApartMs)
        {
            _count++;
            _countedMs = nowMs;
        }
        _unsure &= ~(1 << gateway);
        _tellers |= 1 << gateway;
        if (_count >= AnswersMin && (_unsure == 0 || nowMs - _sinceMs >= HeldUpMaxMs))
        {
            return true;
        }
        NoteAnswer(nowMs);
        return false;
    }

    private void StartCount()
    {
        _count = 0;
        _unsure = 0;
        _tellers = 0;
    }
}
