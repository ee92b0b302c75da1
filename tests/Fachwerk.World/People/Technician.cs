using System.Globalization;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Comes with a maintenance code, looks at the menu, opens and tests compartments.</summary>
internal sealed class Technician(
    WorldCore world, WorldDepot depot, Backoffice office, KeypadQueue keypad, IssuedCode code)
    : Person(world, depot, office)
{
    private const int DoorMs = 15_000;

    public void Come() => keypad.Take(leave =>
    {
        if (World.IsAtRest)
        {
            leave();
            return;
        }

        World.Tally.Count("deed technician comes");
        Type($"{code.Digits}#", () => Work(leave));
    });

    private void Work(Action leave)
    {
        int compartment = Random.Between(1, Depot.Compartments.Count + 1);
        string number = compartment.ToString(CultureInfo.InvariantCulture);
        string keys = Random.Of([$"1{number}#", "2#", "3*4*5*6*", "1065#", $"1{number}#"]);
        Type(keys, () => World.Agenda.In(DoorMs, () =>
        {
            foreach (WorldCompartment place in Depot.Compartments)
                Depot.Touch(place.Number, Simulator.Depots.DoorAction.Push);
            // A test under way is stopped first.
            Type("***", leave);
        }));
    }
}
