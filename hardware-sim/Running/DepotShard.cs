using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Running;

/// <summary>
/// Some depots that are kept going by one timer. Each depot is called when it said it must be, or when something
/// arrives for it; the lock makes a depot's world single-threaded.
/// </summary>
internal sealed class DepotShard : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly long origin;
    private readonly PriorityQueue<DepotSlot, long> due = new();
    private readonly ITimer timer;
    private long armedForMs = long.MaxValue;
    private bool isStopped;

    internal DepotShard(TimeProvider time, long origin)
    {
        this.time = time;
        this.origin = origin;
        timer = time.CreateTimer(_ => RunDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private long NowMs => (long)time.GetElapsedTime(origin).TotalMilliseconds;

    /// <summary>Does something with a depot at its present time and lets it go on.</summary>
    internal T Do<T>(DepotSlot slot, Func<SimulatedDepot, T> action)
    {
        lock (gate)
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
        lock (gate)
            return look(slot.Depot);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
            isStopped = true;
        timer.Dispose();
    }

    private void RunDue()
    {
        lock (gate)
        {
            armedForMs = long.MaxValue;
            long now = NowMs;
            while (due.TryPeek(out DepotSlot? slot, out long dueMs) && dueMs <= now)
            {
                due.Dequeue();
                if (slot.DueMs == dueMs)
                    Run(slot, now);
            }

            Arm(now);
        }
    }

    private void Run(DepotSlot slot, long now)
    {
        if (isStopped)
            return;
        long next = slot.Depot.RunUntil(now);
        if (next == slot.DueMs)
            return;
        slot.DueMs = next;
        if (next != long.MaxValue)
            due.Enqueue(slot, next);
    }

    private void Arm(long now)
    {
        if (isStopped || !due.TryPeek(out _, out long next) || next >= armedForMs)
            return;
        armedForMs = next;
        TimeSpan wait = TimeSpan.FromMilliseconds(Math.Max(1, next - now));
        timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
