using Fachwerk.Backend.Depots;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;
using Fachwerk.World.Store;

namespace Fachwerk.World.Checks;

/// <summary>Invariant 7: once the faults are over, depot and backend say the same.</summary>
internal sealed class AgreementCheck(
    WorldDepot depot, WorldCore world, MemoryFleet fleet, Entitlement entitlement)
{
    /// <summary>To be called when they had time to talk.</summary>
    public void AtTheEnd()
    {
        FleetRow row = fleet.RowOf(depot.Number);
        if (depot.Parts is not { } parts)
        {
            Report("the depot does not work");
            return;
        }

        if (row.AckedEvent != parts.Journal.LastNumber)
            Report($"the backend has the events to {row.AckedEvent}, the depot wrote {parts.Journal.LastNumber}");
        if (parts.Journal.Sums.Next != 0)
            Report($"{parts.Journal.Sums.Next} was counted and is not told");
        if (parts.Table.Version != row.TableVersionWanted || row.TableVersion != row.TableVersionWanted)
            Report($"table {row.TableVersionWanted} is wanted, the depot has {parts.Table.Version}");
        foreach (WorldCompartment place in depot.Compartments)
        {
            bool isTold = IsSet(row.OpenDoors ?? [], place.Number - 1);
            if (isTold != depot.IsOpen(place.Number))
                Report($"door {place.Number} is told {(isTold ? "open" : "closed")} and is not");
        }

        CheckEventsOfDoors();
        if (row.Orders.Find(o => !o.IsClosed) is { } open)
            Report($"order {open.OrderId} ({open.Kind}) is still open");
        foreach (FleetOrder order in row.Orders.Where(o => o.Kind == OrderKind.Open))
        {
            if (IsToldDone(order) && !entitlement.HasPulsed(order.OrderId))
                Report($"order {order.OrderId} is told done and was not");
        }
    }

    // What the backend makes of the events alone, unless it was told that some were lost: then check-ins have the word.
    private void CheckEventsOfDoors()
    {
        List<InboxRow> told = fleet.Inbox.FindAll(row => row.Controller == depot.Number && row.Source == 1);
        if (told.Exists(row => row.Kind == (int)EventKind.Gap))
            return;
        foreach (WorldCompartment place in depot.Compartments)
        {
            CompartmentState state = CompartmentState.Fresh;
            foreach (InboxRow row in told.Where(row => row.Compartment == place.Number))
                state = CompartmentRules.After(state, (EventKind)row.Kind, false, DateTimeOffset.UnixEpoch);
            world.Tally.Count("deed doors agree by events alone");
            if (state.Door != DoorState.Unknown && state.Door == DoorState.Open != depot.IsOpen(place.Number))
                Report($"door {place.Number} is {state.Door} by its events and is not");
        }
    }

    private static bool IsSet(byte[] bits, int index) =>
        index / 8 < bits.Length && (bits[index / 8] >> (index % 8) & 1) != 0;

    private bool IsToldDone(FleetOrder order) => fleet.Inbox.Exists(row => row.Controller == depot.Number
        && row.Kind == (int)EventKind.OrderFinished && row.Source == 1
        && EventDetails.Read(row.Detail) is [var id, (long)OrderOutcome.Done] && id == order.OrderId);

    private void Report(string text) => world.Report(depot.Index, Invariant.TheyAgree, text);
}
