using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Types entries of a length that no code has, without end.</summary>
internal sealed class Babbler(WorldCore world, WorldDepot depot, Backoffice office, KeypadQueue keypad)
    : Person(world, depot, office)
{
    private int _entries;

    public void Come()
    {
        _entries = Random.Spread(10, 300);
        keypad.Take(Next);
    }

    private void Next(Action leave)
    {
        if (World.IsAtRest || _entries-- <= 0)
        {
            leave();
            return;
        }

        World.Tally.Count("deed babbler types");
        int typedInMs = Depot.Type("1#", Random.Between(40, 60), Random.Between(40, 60));
        World.Agenda.In(typedInMs + 50, () => Next(leave));
    }
}
