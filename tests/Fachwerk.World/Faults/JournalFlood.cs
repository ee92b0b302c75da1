using Fachwerk.Firmware;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Faults;

/// <summary>
/// More events than the journal holds while the network is out, as in an outage of weeks. Of a kind that gives way the
/// rest is counted; of one that is kept the oldest are overwritten, and a gap has to say how many.
/// </summary>
internal sealed class JournalFlood(WorldCore world, WorldDepot depot)
{
    private const int Events = 2_750;
    private const int EventsAtOnce = 50;
    private const int EveryMs = 1_000;

    private EventKind _kind;

    public void Begin()
    {
        _kind = world.Random.Of([EventKind.Flapping, EventKind.DoorLeftOpen, EventKind.EpochStepped]);
        depot.Sim.SetNetwork(false);
        Pour(Events);
    }

    private void Pour(int left)
    {
        if (world.IsAtRest)
            return;
        depot.CatchUp();
        if (left <= 0)
        {
            depot.Sim.SetNetwork(true);
            return;
        }

        int written = depot.Parts is { } parts ? Write(parts) : 0;
        depot.Poke();
        world.Agenda.In(EveryMs, () => Pour(left - written));
    }

    private int Write(DepotParts parts)
    {
        int written = 0;
        try
        {
            while (written < EventsAtOnce && parts.Journal.TryAppend(_kind, 0, 11, 0))
                written++;
        }
        catch (PowerCutException)
        {
            // It was on its way for something else.
            depot.SetPower(false);
        }

        return written;
    }
}
