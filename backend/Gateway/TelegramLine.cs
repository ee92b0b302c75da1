using System.Diagnostics.CodeAnalysis;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Who waits for a commit. Of a controller at most one telegram waits, the newest, and none leaves the line while
/// another of it is at work: so a controller gets one place in each commit, however much it sends, and two of the pool.
/// What is no check-in goes first: a check-in says the same again a minute later; an event has happened, and a person
/// may wait for a table. But who sends the next before the last was answered stands behind all others.
/// </summary>
internal sealed class TelegramLine(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<ControllerSession> _urgent = new();
    private readonly Queue<ControllerSession> _others = new();
    private TaskCompletionSource? _arrival;
    private int _arrivalAt;

    /// <summary>Controllers whose telegrams may be taken.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _urgent.Count + _others.Count;
        }
    }

    /// <summary>
    /// Takes the place of an older telegram of the same controller, if one waits. For the receiving thread.
    /// </summary>
    /// <returns>The older one; null when none waits.</returns>
    public Telegram? Supersede(Telegram newer)
    {
        lock (_gate)
        {
            var session = newer.Session;
            if (session.Waiting is not { } older)
                return null;
            newer.InLineSince = older.InLineSince;
            session.Waiting = newer;
            session.NoteSeen(newer.Epoch, newer.PartialIv);
            return older;
        }
    }

    /// <summary>Lets a telegram wait, of whose controller none waits yet. For the receiving thread.</summary>
    public void Add(Telegram telegram)
    {
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            var session = telegram.Session;
            session.Waiting = telegram;
            session.NoteSeen(telegram.Epoch, telegram.PartialIv);
            if (session.IsAtWork)
                return;
            telegram.InLineSince = telegram.ReceivedAt;
            (telegram.IsCheckIn ? _others : _urgent).Enqueue(session);
            arrival = TakeArrival();
        }

        arrival?.SetResult();
    }

    /// <summary>Takes the next one; until <see cref="Finish"/> no other of its controller can be taken.</summary>
    public bool TryTake([MaybeNullWhen(false)] out Telegram telegram)
    {
        lock (_gate)
        {
            telegram = null;
            if (!_urgent.TryDequeue(out var session) && !_others.TryDequeue(out session))
                return false;
            telegram = session.Waiting!;
            session.Waiting = null;
            session.IsAtWork = true;
            return true;
        }
    }

    /// <summary>The work on a controller's telegram has ended, and it is known what came of it.</summary>
    public void Finish(ControllerSession session)
    {
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            session.IsAtWork = false;
            if (session.Waiting is not { } next)
            {
                session.ForgetSeen();
                return;
            }

            // From now on it waits for us; until now it has waited for itself.
            next.InLineSince = time.GetTimestamp();
            _others.Enqueue(session);
            arrival = TakeArrival();
        }

        arrival?.SetResult();
    }

    /// <summary>Returns when a telegram can be taken. For one waiter.</summary>
    public Task WaitAsync(CancellationToken ct) => WaitForAsync(1).WaitAsync(ct);

    /// <summary>Returns when one can be taken that is no check-in, or so many can. For one waiter.</summary>
    public Task WaitForAsync(int count)
    {
        lock (_gate)
        {
            _arrivalAt = count;
            if (IsDue)
                return Task.CompletedTask;
            _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _arrival.Task;
        }
    }

    private bool IsDue => _urgent.Count > 0 || _others.Count >= _arrivalAt;

    private TaskCompletionSource? TakeArrival()
    {
        if (_arrival is not { } arrival || !IsDue)
            return null;
        _arrival = null;
        return arrival;
    }
}
