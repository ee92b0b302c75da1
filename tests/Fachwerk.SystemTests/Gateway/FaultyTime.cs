namespace Fachwerk.SystemTests.Gateway;

/// <summary>A clock that fails when it is told to: what nobody foresees, planted where everything looks.</summary>
internal sealed class FaultyTime(TimeProvider real) : TimeProvider
{
    /// <summary>The thread that receives telegrams.</summary>
    public const string Receiver = "telegrams";

    private int _receiverFails;
    private volatile bool _othersFail;

    /// <summary>It fails the receiving thread once.</summary>
    public void FailReceiver() => Volatile.Write(ref _receiverFails, 1);

    /// <summary>It fails everybody but the receiving thread from now on.</summary>
    public void FailOthers() => _othersFail = true;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow();

    public override long TimestampFrequency => real.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    public override long GetTimestamp()
    {
        var isReceiver = Thread.CurrentThread.Name == Receiver;
        if (isReceiver ? Interlocked.Exchange(ref _receiverFails, 0) == 1 : _othersFail)
            throw new InvalidOperationException("planted");
        return real.GetTimestamp();
    }
}
