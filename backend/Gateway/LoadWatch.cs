namespace Fachwerk.Backend.Gateway;

/// <summary>
/// What a node knows of its own load. Two signs of too much: telegrams wait long for their commit, or the receiving
/// thread finds a next datagram at the socket whenever it looks. The first is shed by longer intervals; either makes
/// unknown sources wait behind known ones.
/// </summary>
internal sealed class LoadWatch
{
    /// <summary>Datagrams from one look at the socket to the next; after a datagram was found, each one's.</summary>
    public const int SampleEvery = 16;

    /// <summary>So many looks in a row must have found a datagram.</summary>
    public const int BehindSamplesMin = 16;

    /// <summary>Telegrams that wait so long for their commit are near the 1.5 s after which they are dropped.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);

    /// <summary>After the last sign it is still taken for overloaded.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    private readonly GatewayOptions _options;
    private readonly GatewayCounters _counters;
    private readonly TimeProvider _time;
    private readonly long _started;

    // The receiving thread's own.
    private int _untilSample;
    private int _behindSamples;
    private TimeSpan _behindSince;
    private bool _isSuspect;

    private long _waitSignTicks = TimeSpan.MinValue.Ticks / 2;
    private long _socketSignTicks = TimeSpan.MinValue.Ticks / 2;
    private Shedding _shedding;

    public LoadWatch(GatewayOptions options, GatewayCounters counters, TimeProvider time)
    {
        _options = options;
        _counters = counters;
        _time = time;
        _started = time.GetTimestamp();
        _shedding = new Shedding(options.CheckInInterval, TimeSpan.Zero);
        counters.Ask(options.CheckInInterval);
    }

    /// <summary>Whether unknown sources must wait behind known ones. For the receiving thread.</summary>
    public bool IsOverloaded()
    {
        var sign = Math.Max(Volatile.Read(ref _waitSignTicks), _socketSignTicks);
        var isOverloaded = _options.OverloadedAfter == TimeSpan.Zero || Now.Ticks - sign < Hold.Ticks;
        _counters.Overload(isOverloaded);
        return isOverloaded;
    }

    /// <summary>Telegrams are about to be committed. For the committing thread.</summary>
    /// <param name="oldest">How long the oldest of them has waited.</param>
    /// <returns>What their answers ask for.</returns>
    public AskedIntervals NoteWait(TimeSpan oldest)
    {
        var now = Now;
        if (oldest >= WaitMax)
            Volatile.Write(ref _waitSignTicks, now.Ticks);
        _shedding = SheddingRules.Next(_shedding, _options.CheckInInterval, oldest, now);
        _counters.Ask(_shedding.Asked);
        return AskedIntervals.Of(_options.CheckInInterval, _shedding.Asked);
    }

    /// <summary>Whether to look at the socket before the next datagram. For the receiving thread.</summary>
    public bool IsSampleDue()
    {
        if (--_untilSample > 0 && !_isSuspect)
            return false;
        _untilSample = SampleEvery;
        return true;
    }

    /// <summary>What the look found. For the receiving thread.</summary>
    public void NoteSample(bool isNextWaiting)
    {
        if (!isNextWaiting)
        {
            _behindSamples = 0;
            _isSuspect = false;
            return;
        }

        // Datagrams often come in heaps, and a look into each of them says nothing. So the next looks are close enough
        // together to meet the end of a heap; once there is no doubt left they are rare again, for they cost.
        var now = Now;
        if (_behindSamples++ == 0)
            _behindSince = now;
        _isSuspect = _behindSamples < BehindSamplesMin || now - _behindSince < _options.OverloadedAfter;
        if (!_isSuspect)
            _socketSignTicks = now.Ticks;
    }

    private TimeSpan Now => _time.GetElapsedTime(_started);
}
