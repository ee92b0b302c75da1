using Fachwerk.Simulator.Depots;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>What all people can do at a depot.</summary>
internal abstract class Person(WorldCore world, WorldDepot depot, Backoffice office)
{
    protected const int LookMs = 1_600;

    protected WorldCore World { get; } = world;

    protected WorldDepot Depot { get; } = depot;

    protected Backoffice Office { get; } = office;

    protected WorldRandom Random => World.Random;

    protected void Later(int leastMs, int mostMs, Action action) =>
        World.Agenda.In(Random.Between(leastMs, mostMs), action);

    /// <summary>Types at a person's pace and looks up when the display has had time to answer.</summary>
    protected void Type(string keys, Action then)
    {
        int typedInMs = Depot.Type(keys, Random.Between(40, 160), Random.Between(40, 260));
        if (keys.EndsWith('#'))
            World.Agenda.In(Math.Max(0, typedInMs - 30), () => Depot.MaybeCut("cut at an entry", 5, 1_500));
        World.Agenda.In(typedInMs + LookMs, then);
    }

    /// <summary>Pushes a door shut after a while; now and then it is left to somebody else.</summary>
    protected void Close(int compartment, Action then)
    {
        bool isForgotten = Random.Chance(0.04);
        Later(isForgotten ? 40_000 : 500, isForgotten ? 300_000 : 9_000, () =>
        {
            Depot.Touch(compartment, DoorAction.Push);
            if (!isForgotten)
                Later(300, 800, then);
        });
        if (isForgotten)
            then();
    }

    /// <summary>The compartment that a code opened last, if its door stands open now.</summary>
    protected WorldCompartment? OpenFor(IssuedCode code)
    {
        WorldCompartment? last = Depot.Compartments.Where(c => c.Opening?.Code == code)
            .MaxBy(c => c.Opening!.Explanation.Number);
        return last is { Opening.Pulses: > 0 } && Depot.IsOpen(last.Number) ? last : null;
    }
}
