namespace Fachwerk.Firmware.Link;

/// <summary>
/// The one open exchange (NSTART 1): which attempt it is and when the next is due. MAX_RETRANSMIT is 0: a retry is a
/// new message after 2-3, 4-6, 8-12 s.
/// </summary>
internal sealed class Exchange(Jitter jitter)
{
    private const int FirstWaitMinMs = 2000;
    private const int FirstWaitMaxMs = 3000;
    private const int DoublingsMax = 2;

    private readonly Jitter _jitter = jitter;
    private int _attempts;
    private int _attemptsMax;

    /// <summary>What it is about.</summary>
    public ExchangeKind Kind { get; private set; }

    /// <summary>When the attempt under way was sent.</summary>
    public long SentMs { get; private set; }

    /// <summary>When the attempt under way is given up.</summary>
    public long DueMs { get; private set; }

    /// <summary>True when another attempt is allowed.</summary>
    public bool MayRetry => _attempts < _attemptsMax;

    /// <summary>Opens an exchange; its first attempt is to be sent now.</summary>
    public void Open(ExchangeKind kind, int attemptsAllowed)
    {
        Kind = kind;
        _attempts = 0;
        _attemptsMax = attemptsAllowed;
    }

    /// <summary>An attempt goes out.</summary>
    public void NoteSent(long nowMs)
    {
        int doublings = _attempts < DoublingsMax ? _attempts : DoublingsMax;
        // The only attempt of a depot without contact waits as long as the longest.
        doublings = _attemptsMax == 1 ? DoublingsMax : doublings;
        _attempts++;
        SentMs = nowMs;
        DueMs = nowMs + _jitter.Next(FirstWaitMinMs << doublings, FirstWaitMaxMs << doublings);
    }

    /// <summary>It is over.</summary>
    public void Close()
    {
        Kind = ExchangeKind.None;
    }
}
