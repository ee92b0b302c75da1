using Fachwerk.Protocol.Codes;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Comes with a code to take something or to bring a key back; tries again, asks for help.</summary>
internal sealed class Visitor(
    WorldCore world, WorldDepot depot, Backoffice office, KeypadQueue keypad, IssuedCode code)
    : Person(world, depot, office)
{
    private const int TriesMax = 4;

    private int _tries;

    public void Come() => keypad.Take(Try);

    private void Try(Action leave)
    {
        if (World.IsAtRest || ++_tries > TriesMax)
        {
            leave();
            return;
        }

        World.Tally.Count("deed visitor types");
        string prefix = Random.Chance(0.1) ? "*" : "";
        bool isTypo = Random.Chance(0.06);
        Type($"{prefix}{(isTypo ? Mistyped() : code.Digits)}#", () => Look(leave));
    }

    private void Look(Action leave)
    {
        if (OpenFor(code) is not { } place)
        {
            if (Random.Chance(0.6))
                Later(500, 6_000, () => Try(leave));
            else
                AskForHelp(leave);
            return;
        }

        World.Tally.Count("deed visitor opens");
        Serve(place);
        Close(place.Number, () =>
        {
            leave();
            if (Random.Chance(0.25))
                Later(2_000, 150_000, Come);
            if (Random.Chance(0.3))
                Office.Refill(Depot, place);
        });
    }

    // Takes what is there; a key may also come back.
    private void Serve(WorldCompartment place)
    {
        if (place.Content is not null && place.Content.CodeIds.Contains(code.Id))
            place.Content = null;
        else if (place.Use == CompartmentUse.Key && place.Content is null)
            place.Content = Backoffice.KeyOf(Depot, place);
    }

    private void AskForHelp(Action leave)
    {
        leave();
        if (code.Record is { Compartment: not CodeRecord.AnyCompartment } record && Random.Chance(0.4))
            Office.OpenFor(Depot, record.Compartment, takesOut: true);
    }

    private string Mistyped()
    {
        char[] digits = code.Digits.ToCharArray();
        digits[Random.Between(0, digits.Length - 1)] = (char)('0' + Random.Between(0, 9));
        return new string(digits);
    }
}
