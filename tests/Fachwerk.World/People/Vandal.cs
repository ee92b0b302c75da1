using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Types what is no code, quickly and often.</summary>
internal sealed class Vandal(WorldCore world, WorldDepot depot, Backoffice office, KeypadQueue keypad)
    : Person(world, depot, office)
{
    private int _entries;

    public void Come()
    {
        _entries = Random.Spread(1, 40);
        keypad.Take(Next);
    }

    private void Next(Action leave)
    {
        if (World.IsAtRest || _entries-- <= 0)
        {
            leave();
            return;
        }

        World.Tally.Count("deed vandal types");
        int typedInMs = Depot.Type(Entry(), Random.Between(30, 60), Random.Between(30, 80));
        World.Agenda.In(typedInMs + Random.Between(100, 1_000), () => Next(leave));
    }

    private string Entry()
    {
        int digits = Random.Of([0, 1, 7, 8, 8, 8, 9, 10, 10, 40]);
        string entry = string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('0' + Random.Between(0, 9))));
        return Random.Chance(0.05) ? $"{entry}*" : $"{entry}#";
    }
}
