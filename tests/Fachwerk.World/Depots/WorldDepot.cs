using System.Net;
using Fachwerk.Firmware;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;
using Fachwerk.World.Faults;
using Fachwerk.World.Gateway;
using Fachwerk.World.Running;

namespace Fachwerk.World.Depots;

/// <summary>A simulated depot in the world: its cable, its power, its keypad, and what the world knows of it.</summary>
internal sealed class WorldDepot : IDatagramSocket, IDisposable
{
    private const int InboundMax = 256;

    private readonly WorldCore _world;
    private readonly Knobs _knobs;
    private readonly Queue<(byte[] Datagram, IPEndPoint From)> _inbound = new();

    public WorldDepot(int index, DepotIdentity identity, WorldCore world, Knobs knobs)
    {
        Index = index;
        Identity = identity;
        _world = world;
        _knobs = knobs;
        BoardMemory memory = BoardMemory.InProcess();
        Sim = new SimulatedDepot(identity, memory, this);
        Tape = new JournalTape(this, memory.FramA, world);
        Compartments = [.. Enumerable.Range(1, identity.Compartments).Select(i => new WorldCompartment(i))];
    }

    public int Index { get; }

    public DepotIdentity Identity { get; }

    public long Number => Identity.Controller;

    public SimulatedDepot Sim { get; }

    public byte[] Address { get; set; } = [];

    public Network Network { get; set; } = null!;

    /// <summary>When it has to run again.</summary>
    public long DueMs { get; private set; }

    public JournalTape Tape { get; }

    public KeyTape Keys { get; } = new();

    public TableHistory Tables { get; } = new();

    public IReadOnlyList<WorldCompartment> Compartments { get; }

    /// <summary>The codes by id; offline codes stand in <see cref="Offline"/>.</summary>
    public Dictionary<uint, IssuedCode> Codes { get; } = [];

    public List<IssuedCode> Offline { get; } = [];

    /// <summary>When an order that lifts the lockout was last on its way.</summary>
    public long LiftedMs { get; set; } = -1_000_000;

    /// <summary>
    /// How often the firmware reached out of itself: sent, received, pulsed. The world allocates then, and native
    /// cryptography does.
    /// </summary>
    public int Reaches { get; set; }

    /// <summary>Bus time that was waited in vain so far, in microseconds.</summary>
    public long StalledMicros => Sim.Board.MainI2c.StalledMicros + Sim.Board.DisplayI2c.StalledMicros;

    /// <summary>How often the edge took the pins of a bus or made it know one more chip: both allocate.</summary>
    public int EdgeSteps => Sim.Board.MainI2c.Recoveries + Sim.Board.MainI2c.Attachments
        + Sim.Board.DisplayI2c.Recoveries + Sim.Board.DisplayI2c.Attachments;

    /// <summary>True when this or the last tick waited in vain for a bus.</summary>
    public bool HasStalled { get; set; }

    /// <summary>The parts of the firmware while it works.</summary>
    public DepotParts? Parts => Sim.Firmware is { IsWorking: true } firmware ? firmware.Parts : null;

    /// <summary>FRAM B through the technician's adapter: costs the board nothing.</summary>
    public Fram FramB => new(Sim.Bench, Fram.FirstAddress + 1);

    /// <summary>Makes the Ethernet board of it, before it has power for the first time.</summary>
    public void AddPanelExpander()
    {
        _world.Tally.Count("fault Ethernet board");
        Sim.Board.AddPanelExpander();
    }

    public WorldCompartment Of(int compartment) => Compartments[compartment - 1];

    public bool IsOpen(int compartment) => Sim.Board.Doors[compartment - 1].IsOpen;

    public void Run(long untilMs) => DueMs = Sim.RunUntil(untilMs);

    /// <summary>Brings it to the present, before something is done to it.</summary>
    public void CatchUp() => Run(_world.Time.NowMs);

    /// <summary>Something was done to it: it runs at once.</summary>
    public void Poke()
    {
        CatchUp();
        Sim.WakeController();
        CatchUp();
    }

    public void Deliver(byte[] datagram, IPEndPoint from)
    {
        CatchUp();
        if (_inbound.Count < InboundMax && Sim.Board.HasPower)
            _inbound.Enqueue((datagram, from));
        Poke();
    }

    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count)
    {
        Reaches++;
        Network.FromDepot(this, target.ToEndPoint(), buffer[offset..(offset + count)]);
        return true;
    }

    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        if (!_inbound.TryDequeue(out (byte[] Datagram, IPEndPoint From) next))
            return 0;
        Reaches++;
        Array.Copy(next.Datagram, 0, buffer, offset, Math.Min(next.Datagram.Length, capacity));
        from.Set(next.From);
        return next.Datagram.Length;
    }

    /// <summary>Someone types.</summary>
    /// <returns>Milliseconds until the last key is released.</returns>
    public int Type(string keys, int pressMs, int gapMs)
    {
        CatchUp();
        if (!Sim.TryType(keys, pressMs, gapMs, out int typedInMs))
            return 0;
        long first = _world.Time.NowMs + typedInMs - (keys.Length * (pressMs + gapMs) - gapMs);
        for (int i = 0; i < keys.Length; i++)
            Keys.Add(first + i * (pressMs + gapMs), keys[i]);
        Poke();
        return typedInMs;
    }

    public void Touch(int compartment, DoorAction action)
    {
        CatchUp();
        Sim.Touch(compartment, action);
        Poke();
    }

    public void SetPower(bool on)
    {
        CatchUp();
        if (!on)
            _inbound.Clear();
        Sim.SetPower(on);
        Poke();
    }

    /// <summary>Perhaps the power goes within the next so many operations.</summary>
    public void MaybeCut(string fault, int least, int most)
    {
        if (_world.IsAtRest || !Sim.Board.HasPower || !_world.Random.Chance(_knobs.ChanceOf(fault)))
            return;
        _world.Tally.Count($"fault {fault}");
        _world.Trace.Add(Index, fault);
        Sim.Board.Io.CutAfter(_world.Random.Spread(least, most));
    }

    public void Dispose() => Sim.Dispose();
}
