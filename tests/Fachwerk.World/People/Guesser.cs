using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.People;

/// <summary>Tries ten digits now and then, a few at a time, so that the keypad does not lock.</summary>
internal sealed class Guesser(WorldCore world, WorldDepot depot, Backoffice office, KeypadQueue keypad)
    : Person(world, depot, office)
{
    private const int DigitsOfAGuess = 10;

    public void Come()
    {
        if (!World.IsAtRest)
            keypad.Take(leave => Guess(Random.Between(1, 3), leave));
    }

    private void Guess(int left, Action leave)
    {
        if (left == 0 || World.IsAtRest)
        {
            leave();
            return;
        }

        World.Tally.Count("deed guesser types");
        string digits = string.Concat(
            Enumerable.Range(0, DigitsOfAGuess).Select(_ => (char)('0' + Random.Between(0, 9))));
        Type($"{digits}#", () => Guess(left - 1, leave));
    }
}
