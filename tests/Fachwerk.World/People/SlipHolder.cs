using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Holds codes of earlier and types one after every few guesses, so that the keypad may not lock.</summary>
internal sealed class SlipHolder(WorldCore world, WorldDepot depot, Backoffice office, KeypadQueue keypad)
    : Person(world, depot, office)
{
    private const int GuessesMax = 3;

    private readonly List<IssuedCode> _slips = [];
    private int _rounds;

    public void Come()
    {
        IssuedCode[] old = [.. Depot.Codes.Values.Where(code => !code.IsDeposit && !code.IsMaintenance)];
        for (int i = 0; i < 3 && old.Length > 0; i++)
            _slips.Add(Random.Of(old));
        _rounds = _slips.Count == 0 ? 0 : Random.Spread(2, 20);
        keypad.Take(leave => Guess(GuessesMax, leave));
    }

    private void Guess(int left, Action leave)
    {
        if (World.IsAtRest || _rounds <= 0)
            leave();
        else if (left == 0)
            Try(Random.Of(_slips), leave);
        else
            Type($"{Random.Between(0, 99_999_999):D8}#", () => Guess(left - 1, leave));
    }

    private void Try(IssuedCode slip, Action leave)
    {
        World.Tally.Count("deed slip holder types");
        _rounds--;
        Type($"{slip.Digits}#", () =>
        {
            if (OpenFor(slip) is { } place)
                Close(place.Number, () => Guess(GuessesMax, leave));
            else
                Guess(GuessesMax, leave);
        });
    }
}
