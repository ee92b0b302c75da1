using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Parts;
using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>Invariants 5, 9 and 11: what a tick costs, what it allocates, what the coils bear, that it ends.</summary>
internal sealed class TickCheck(WorldDepot depot, WorldCore world)
{
    private const int BudgetMicros = 10_000;
    // A second for one transfer, and a few short waits before it.
    private const int StalledMaxMicros = 1_100_000;
    // What a path allocates when the runtime first takes it.
    private const int AllocatingMax = 30;
    // A little more than the watchdog: a tick has its length, too.
    private const int StillMaxMs = VirtualBoard.WatchdogMs + 100;
    private const int PulseMaxMs = 800;
    private const double HeatMaxKelvin = 90;

    private long _tickedMs;
    private int _boots;
    private long _beganMicros;
    private long _stalledMicros;
    private int _edgeSteps;
    private long _allocatedBytes;
    private int _reaches;
    private int _hmacs;
    private int _allocating;
    private bool _wasWorking;
    private int _pulses;

    public void Begin()
    {
        long stoodStillMs = depot.Sim.Board.Clock.NowMs - _tickedMs;
        if (depot.Sim.Boots == _boots && stoodStillMs > StillMaxMs)
            world.Report(depot.Index, Invariant.TheProgramRuns, $"no tick and no reset for {stoodStillMs} ms");
        _reaches = depot.Reaches;
        _hmacs = depot.Sim.Hmacs;
        _allocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        _beganMicros = depot.Sim.Board.Clock.NowMicros;
        _stalledMicros = depot.StalledMicros;
        _edgeSteps = depot.EdgeSteps;
        _wasWorking = depot.Parts is not null;
    }

    /// <summary>To be called first after a tick, before the world allocates.</summary>
    public void Measure() => _allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - _allocatedBytes;

    public void End()
    {
        VirtualBoard board = depot.Sim.Board;
        long stalled = depot.StalledMicros - _stalledMicros;
        long micros = board.Clock.NowMicros - _beganMicros - stalled;
        depot.HasStalled = stalled > 0;
        _tickedMs = board.Clock.NowMs;
        _boots = depot.Sim.Boots;
        if (stalled > StalledMaxMicros)
            world.Report(depot.Index, Invariant.TicksAreShort, $"a tick stood still for {stalled} µs");
        if (_wasWorking && depot.Parts is not null && micros > BudgetMicros)
            world.Report(depot.Index, Invariant.TicksAreShort, $"a tick took {micros} µs of bus time");
        bool isByItself = _reaches == depot.Reaches && _hmacs == depot.Sim.Hmacs
            && _edgeSteps == depot.EdgeSteps && !depot.Keys.EndsWithEnter(world.Time.NowMs);
        _allocating += _wasWorking && isByItself && depot.Parts is not null && _allocatedBytes > 0 ? 1 : 0;
        if (_allocating > AllocatingMax)
            world.Report(depot.Index, Invariant.TicksAreShort, $"one tick of many allocated {_allocatedBytes} bytes");
        if (depot.Sim.Crash is { } crash)
            world.Report(depot.Index, Invariant.TheProgramRuns, crash.ToString());
    }

    /// <summary>A coil is about to get current.</summary>
    public void Pulse()
    {
        _pulses++;
        VirtualBoard board = depot.Sim.Board;
        if (board.Solenoids.Any(s => s.IsEnergized))
            world.Report(depot.Index, Invariant.CoilsAreSafe, "two solenoids are on together");
    }

    /// <summary>Looks at the coils once more after pulses.</summary>
    public void LookAtCoils()
    {
        if (_pulses == 0)
            return;
        _pulses = 0;
        foreach (Solenoid solenoid in depot.Sim.Board.Solenoids)
        {
            if (solenoid.LongestPulseMs > PulseMaxMs)
                world.Report(depot.Index, Invariant.CoilsAreSafe, $"a pulse of {solenoid.LongestPulseMs} ms");
            if (solenoid.HeatKelvin > HeatMaxKelvin)
                world.Report(depot.Index, Invariant.CoilsAreSafe, $"a coil {solenoid.HeatKelvin:0} K warmer");
        }
    }
}
