namespace Fachwerk.World.Running;

/// <summary>What is to happen and when; what is due together happens in the order it was put down.</summary>
internal sealed class Agenda(WorldTime time)
{
    private readonly PriorityQueue<Action, (long AtMs, long Turn)> _entries = new();
    private long _turn;

    /// <summary>When the next entry is due.</summary>
    public long NextMs => _entries.TryPeek(out _, out (long AtMs, long Turn) next) ? next.AtMs : long.MaxValue;

    public void In(long milliseconds, Action action) => At(time.NowMs + milliseconds, action);

    public void At(long atMs, Action action) => _entries.Enqueue(action, (Math.Max(atMs, time.NowMs), _turn++));

    public void RunNext() => _entries.Dequeue()();
}
