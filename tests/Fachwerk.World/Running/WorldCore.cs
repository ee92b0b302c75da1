namespace Fachwerk.World.Running;

/// <summary>What every part of a world needs: time, agenda, chance, and where to tell what happened.</summary>
internal sealed class WorldCore(ulong seed, WorldTime time)
{
    public WorldTime Time { get; } = time;

    public Agenda Agenda { get; } = new(time);

    public WorldRandom Random { get; } = new(seed);

    public Trace Trace { get; } = new(time);

    public Tally Tally { get; } = new();

    /// <summary>The first thing that did not hold; the world ends with it.</summary>
    public Violation? Violation { get; private set; }

    /// <summary>True from when the faults stop and people go home.</summary>
    public bool IsAtRest { get; set; }

    public void Report(int depot, Invariant invariant, string text) =>
        Violation ??= new Violation(Time.NowMs, depot, invariant, text);
}
