using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Running;

/// <summary>
/// Some depots that are kept going by one timer. Each depot is called when it said it must be, or when something
/// arrives for it; the lock makes a depot's world single-threaded.
/// </summary>
internal sealed class DepotShard : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly PriorityQueue<DepotSlot, long> _due = new();
    private readonly ITimer _timer;
    private long _armedForMs = long.MaxValue;
    private bool _isStopped;

    internal DepotShard(TimeProvider time, long origin)
    {
        _time = time;
        _origin = origin;
        _timer = time.CreateTimer(_ => RunDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private long NowMs => (long)_time.GetElapsedTime(_origin).TotalMilliseconds;

    /// <summary>Does something with a depot at its present time and lets it go on.</summary>
    internal T Do<T>(DepotSlot slot, Func<SimulatedDepot, T> action)
    {
        lock (_gate)
        {
            long now = NowMs;
            slot.Depot.RunUntil(now);
            T result = action(slot.Depot);
            Run(slot, now);
            Arm(now);
            return result;
        }
    }

    /// <summary>Reads from a depot as it is, without letting it go on.</summary>
    internal T Look<T>(DepotSlot slot, Func<SimulatedDepot, T> look)
    {
        lock (_gate)
            return look(slot.Depot);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
            _isStopped = true;
        _timer.Dispose();
    }

    private void RunDue()
    {
        lock (_gate)
        {
            _armedForMs = long.MaxValue;
            long now = NowMs;
            while (_due.TryPeek(out DepotSlot? slot, out long dueMs) && dueMs <= now)
            {
                _due.Dequeue();
                if (slot.DueMs == dueMs)
                    Run(slot, now);
            }

            Arm(now);
        }
    }

    private void Run(DepotSlot slot, long now)
    {
        if (_isStopped)
            return;
        long next = slot.Depot.RunUntil(now);
        if (next == slot.DueMs)
            return;
        slot.DueMs = next;
        if (next != long.MaxValue)
            _due.Enqueue(slot, next);
    }

    private void Arm(long now)
    {
        if (_isStopped || !_due.TryPeek(out _, out long next) || next >= _armedForMs)
            return;
        _armedForMs = next;
        TimeSpan wait = TimeSpan.FromMilliseconds(Math.Max(1, next - now));
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
