using Fachwerk.Firmware.Display;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Comes with a deposit code and some parcels; some do not fit and go into another compartment.</summary>
internal sealed class Courier(
    WorldCore world, WorldDepot depot, Backoffice office, KeypadQueue keypad, IssuedCode code)
    : Person(world, depot, office)
{
    private int _parcels;

    public void Come()
    {
        _parcels = Random.Between(1, 4);
        keypad.Take(Next);
    }

    private void Next(Action leave)
    {
        if (World.IsAtRest || _parcels-- <= 0)
        {
            leave();
            return;
        }

        World.Tally.Count("deed courier types");
        Type($"{code.Digits}#", () => Choose(leave));
    }

    private void Choose(Action leave)
    {
        if (Depot.Parts?.Panel.State.Message == PanelMessage.Sizes)
        {
            World.Tally.Count("deed courier is asked for a size");
            Type($"{Random.Between(1, 3)}", () => Fill(leave, mayNotFit: true));
        }
        else
        {
            Fill(leave, mayNotFit: true);
        }
    }

    private void Fill(Action leave, bool mayNotFit)
    {
        if (OpenFor(code) is not { Content: null } place)
        {
            if (mayNotFit && Random.Chance(0.3))
                TakeBack(leave);
            else
                Later(500, 2_000, () => Next(leave));
            return;
        }

        bool fits = !mayNotFit || Random.Chance(0.75);
        if (fits)
        {
            World.Tally.Count("deed courier deposits");
            place.Content = new Parcel(code.Id);
            if (Office.PickupOf(Depot, place.Number, code.Id) is { } pickup)
                place.Content.CodeIds.Add(pickup.Id);
        }

        Close(place.Number, () =>
        {
            if (fits)
                Later(800, 4_000, () => Next(leave));
            else
                Later(500, 3_000, () => TakeBack(leave));
        });
    }

    private void TakeBack(Action leave)
    {
        World.Tally.Count("deed courier takes back");
        Type("0#", () =>
        {
            if (Depot.Parts?.Panel.State.Message == PanelMessage.Swap)
                Type(Random.Chance(0.6) ? "2" : "1", () => Fill(leave, mayNotFit: false));
            else
                Fill(leave, mayNotFit: false);
        });
    }
}
