using Fachwerk.Simulator.Board;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Faults;

/// <summary>
/// Breaks the buses of a board: a chip or a short holds the data line low, and each transfer then waits for a while or
/// for the whole second that the runtime waits; one transfer waits and fails with nothing held; the input that tells
/// whether the line is free reads low.
/// </summary>
internal sealed class BusFaults(WorldCore world, WorldDepot depot)
{
    private const int BrokenMaxMs = 600_000;
    private const int LongMinMs = 50;
    private const int LongMaxMs = 1_000;

    private WorldRandom Random => world.Random;

    private VirtualBoard Board => depot.Sim.Board;

    /// <param name="last">Lets something be for at most so long.</param>
    public void Make(string fault, Action<int, Action, Action> last)
    {
        VirtualI2cBus bus = Random.Of([Board.MainI2c, Board.DisplayI2c]);
        switch (fault)
        {
            case "bus held":
                Hold(bus);
                break;
            case "bus shorted":
                bus.StallMs = Random.Of([1, 1, 20]);
                last(BrokenMaxMs, () => bus.IsStuck = true, () => bus.IsStuck = false);
                break;
            case "bus blocks":
                bus.StallMs = Random.Spread(LongMinMs, LongMaxMs);
                last(BrokenMaxMs, () => bus.IsStuck = true, () => bus.IsStuck = false);
                break;
            case "transfer blocks":
                bus.StallOnce(Random.Spread(LongMinMs, LongMaxMs));
                break;
            case "pins read low":
                Hold(bus);
                last(BrokenMaxMs, () => bus.ReadsLow = true, () => bus.ReadsLow = false);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no such fault of a bus.");
        }
    }

    /// <summary>Both buses are whole again; what a chip holds is the chip's.</summary>
    public void Mend()
    {
        foreach (VirtualI2cBus bus in (VirtualI2cBus[])[Board.MainI2c, Board.DisplayI2c])
        {
            bus.IsStuck = false;
            bus.StallMs = 1;
            bus.StallOnce(0);
            bus.ReadsLow = false;
        }
    }

    // A chip that was interrupted while it sent.
    private void Hold(VirtualI2cBus bus)
    {
        bus.StallMs = Random.Of([1, 1, 20, LongMaxMs]);
        Random.Of(bus.Chips).HeldPulses = Random.Of([3, 9, 9, 20]);
    }
}
