using Fachwerk.Backend.Gateway;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.World.Checks;
using Fachwerk.World.Depots;
using Fachwerk.World.Faults;
using Fachwerk.World.People;
using Fachwerk.World.Store;

namespace Fachwerk.World.Running;

/// <summary>A depot with its people, its faults, and all that watches it.</summary>
internal sealed class DepotUnderCheck : IDisposable
{
    private readonly WorldCore _world;
    private readonly Entitlement _entitlement;
    private readonly TickCheck _ticks;
    private readonly LockoutCheck _lockout;
    private readonly TableCheck _table;
    private readonly ArrivalCheck _arrivals;
    private readonly AgreementCheck _agreement;
    private readonly ClockCheck _clock;
    private int _wraps;

    public DepotUnderCheck(WorldDepot depot, FaultMaker faults, Crowd crowd, WorldCore world, MemoryFleet fleet)
    {
        Depot = depot;
        Faults = faults;
        Crowd = crowd;
        _world = world;
        _entitlement = new Entitlement(depot, world);
        _ticks = new TickCheck(depot, world);
        _lockout = new LockoutCheck(depot, world);
        _table = new TableCheck(depot, world);
        _arrivals = new ArrivalCheck(depot, world);
        _agreement = new AgreementCheck(depot, world, fleet, _entitlement);
        _clock = new ClockCheck(depot, world);
        depot.Sim.Ticking += _ticks.Begin;
        depot.Sim.Ticked += AfterTick;
        depot.Sim.Board.SolenoidStarts += Pulse;
    }

    public WorldDepot Depot { get; }

    public FaultMaker Faults { get; }

    public Crowd Crowd { get; }

    /// <summary>True while it has a wrong time.</summary>
    public bool IsClockWrong => _clock.IsWrong;

    public void Begin(long unixSeconds)
    {
        Depot.Sim.Provision();
        Depot.Sim.Board.RealTimeClock.RunFrom(DateTimeOffset.FromUnixTimeSeconds(unixSeconds).UtcDateTime);
        Depot.SetPower(true);
        Crowd.Settle();
        Faults.Begin();
    }

    public void Run()
    {
        Depot.Run(_world.Time.NowMs);
        _ticks.LookAtCoils();
        Faults.LookAtPower();
    }

    /// <summary>A sending of an order leaves.</summary>
    public void Sending(OrderSending order)
    {
        _entitlement.Sending(order);
        if (order.Kind == (int)OrderKind.LiftLockout)
            Depot.LiftedMs = _world.Time.NowMs;
    }

    /// <summary>A row of it came into the inbox.</summary>
    public void Arrived(InboxRow row, Backoffice office)
    {
        if (row.Source == 1)
            _arrivals.Arrived(row);
        office.Handle(Depot, row);
    }

    /// <summary>The fleet database is that of an earlier moment.</summary>
    /// <param name="table">The first version of its table in the new generation.</param>
    public void GoBack(FleetRow row, long table)
    {
        _world.Trace.Add(Depot.Index, "went back", row.AckedEvent, row.TableVersionWanted);
        _arrivals.GoBack(row.AckedEvent);
        Depot.Tables.GoBack(row.TableVersionWanted, table);
        foreach (IssuedCode code in Depot.Codes.Values)
            code.GoBack(Depot.Tables.Holds(table, code.Bytes, code.Bytes[CodeRecord.KeyOffset..]));
    }

    public void AtTheEnd()
    {
        _agreement.AtTheEnd();
        _clock.AtTheEnd();
        _ticks.LookAtCoils();
    }

    public void Dispose() => Depot.Dispose();

    private void AfterTick()
    {
        _ticks.Measure();
        Depot.Tape.CatchUp(Judge);
        _ticks.End();
        _lockout.AfterTick();
        _table.AfterTick();
        _clock.AfterTick();
        if (Depot.Sim.CounterWraps == _wraps)
            return;
        _wraps = Depot.Sim.CounterWraps;
        _world.Tally.Count("deed the counter of milliseconds begins anew");
        _world.Trace.Add(Depot.Index, "counter wraps");
    }

    private void Pulse(int compartment)
    {
        Depot.Reaches++;
        Depot.Tape.CatchUp(Judge);
        _ticks.Pulse();
        _entitlement.Pulse(compartment);
    }

    private void Judge(SeenEvent seen)
    {
        _world.Trace.Add(Depot.Index, seen.Kind.ToString(), seen.Compartment, seen.Detail1);
        _world.Tally.Count($"event {seen.Kind}");
        if (seen.Kind == EventKind.CodeRefused)
            _world.Tally.Count($"refusal {(RefusalReason)seen.Detail2}");
        if (seen.Kind == EventKind.OfflineRefused)
            _world.Tally.Count($"refusal {(RefusalReason)OfflineDetails.Reason(seen.Detail2)}");
        _lockout.Judge(seen);
        _clock.Judge(seen);
        if (seen.Boot == Depot.Sim.Boots)
            _entitlement.Judge(seen);
    }
}
