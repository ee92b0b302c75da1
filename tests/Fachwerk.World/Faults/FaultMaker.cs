using Fachwerk.Firmware;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Parts;
using Fachwerk.World.Depots;
using Fachwerk.World.Gateway;
using Fachwerk.World.Running;
using Fachwerk.World.Store;

namespace Fachwerk.World.Faults;

/// <summary>Breaks a depot, its surroundings and its gateway from time to time, and mends them again.</summary>
internal sealed class FaultMaker(
    WorldCore world, Knobs knobs, WorldDepot depot, Network network, IReadOnlyList<GatewayNode> nodes,
    MemoryFleet fleet, FleetRestore restore)
{
    private const int OffMinMs = 100;
    private const int OffMaxMs = 900_000;
    private const int BrokenMinMs = 200;
    private const int BrokenMaxMs = 600_000;
    private const int HangMaxMs = 5_000;

    private static readonly char[] Digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

    private readonly CellFlips _flips = new(world, depot);
    private readonly JournalFlood _flood = new(world, depot);
    private readonly WrongClocks _clocks = new(world);
    private readonly BusFaults _buses = new(world, depot);

    private WorldRandom Random => world.Random;

    private VirtualBoard Board => depot.Sim.Board;

    public void Begin()
    {
        foreach (string fault in Knobs.Timed)
        {
            double meanMs = knobs.MeanMsOf(fault);
            if (!double.IsInfinity(meanMs))
                Next(fault, meanMs);
        }
    }

    /// <summary>Everything is whole again: the world is at rest.</summary>
    public void MendAll()
    {
        depot.CatchUp();
        depot.Sim.Hangs = false;
        depot.Sim.SetNetwork(true);
        SetNames(NameFault.None);
        network.Parted.Clear();
        _buses.Mend();
        Board.MainsGood = true;
        Board.MainsVolts = 12;
        Board.TamperClosed = true;
        Board.Mirror.IsReadable = true;
        Board.Io.Clear();
        foreach (I2cChip chip in Chips())
            Board.Replace(chip);
        foreach (char key in KeypadMatrix.Keys)
            Board.Keypad.Release(key);
        foreach (Solenoid solenoid in Board.Solenoids)
            solenoid.IsBroken = false;
        foreach (Door door in Board.Doors)
        {
            door.Free();
            door.SwitchIsBroken = false;
            door.SwitchFlapsEveryMs = 0;
            door.Push();
        }

        foreach (GatewayNode node in nodes)
        {
            node.ClockOffSeconds = 0;
            node.CommitsToFail = 0;
            node.TablesToSpoil = 0;
            if (!node.IsUp)
                node.Start();
        }

        HoldEvents(false);

        depot.SetPower(true);
    }

    /// <summary>The power is on again after a cut, unless the world holds it off.</summary>
    public void LookAtPower()
    {
        if (Board.HasPower || _isOff)
            return;
        _isOff = true;
        world.Agenda.In(Random.Spread(OffMinMs, OffMaxMs), () =>
        {
            _isOff = false;
            depot.SetPower(true);
        });
    }

    private bool _isOff;

    private void Next(string fault, double meanMs) => world.Agenda.In(Random.Wait(meanMs), () =>
    {
        if (world.IsAtRest)
            return;
        world.Tally.Count($"fault {fault}");
        world.Trace.Add(depot.Index, fault);
        depot.CatchUp();
        Make(fault);
        depot.Poke();
        Next(fault, meanMs);
    });

    private void Make(string fault)
    {
        switch (fault)
        {
            case "power cut":
                depot.SetPower(false);
                break;
            case "hung firmware":
                For(HangMaxMs, () => depot.Sim.Hangs = true, () => depot.Sim.Hangs = false);
                break;
            case "chip gone":
                I2cChip chip = Random.Of(Chips());
                For(BrokenMaxMs, () => chip.IsPresent = false, () => Board.Replace(chip));
                break;
            case "display garbage":
                For(BrokenMaxMs, () => Board.DisplayExpander.AnswersGarbage = true,
                    () => Board.Replace(Board.DisplayExpander));
                break;
            case "bus held":
            case "bus shorted":
            case "bus blocks":
            case "transfer blocks":
            case "pins read low":
                _buses.Make(fault, For);
                break;
            case "counter wraps":
                depot.Sim.CounterStartMs = Uptime.PeriodMs - Random.Spread(1_000, OffMaxMs);
                depot.SetPower(false);
                break;
            case "clock lost":
                Board.RealTimeClock.DrainCell();
                depot.SetPower(false);
                break;
            case "clock jumps":
                Board.RealTimeClock.RunFrom(Board.RealTimeClock.Now.AddSeconds(
                    Random.Of([-86_400 * 365, -7_200, -90, 90, 7_200, 86_400 * 365])));
                break;
            case "wrong configuration":
                Board.Configuration = new BoardConfiguration { Fault = ConfigurationFault.BadValue, FaultLine = 3 };
                depot.SetPower(false);
                break;
            case "flipped cell":
                _flips.Make();
                break;
            case "journal flooded":
                _flood.Begin();
                break;
            case "mirror lost":
                Board.Mirror.Content = [];
                break;
            default:
                MakeAround(fault);
                break;
        }
    }

    private void MakeAround(string fault)
    {
        Door door = Random.Of(Board.Doors);
        Solenoid solenoid = Random.Of(Board.Solenoids);
        int compartment = Random.Between(1, Board.Doors.Count);
        switch (fault)
        {
            case "door jammed":
                For(BrokenMaxMs, door.Jam, door.Free);
                break;
            case "coil broken":
                For(BrokenMaxMs, () => solenoid.IsBroken = true, () => solenoid.IsBroken = false);
                break;
            case "switch broken":
                For(BrokenMaxMs, () => door.SwitchIsBroken = true, () => door.SwitchIsBroken = false);
                break;
            case "switch flaps":
                For(BrokenMaxMs, () => door.SwitchFlapsEveryMs = Random.Between(40, 3_000),
                    () => door.SwitchFlapsEveryMs = 0);
                break;
            case "door pulled":
                depot.Touch(compartment, DoorAction.Pull);
                depot.Of(compartment).Content = null;
                world.Agenda.In(Random.Spread(1_000, OffMaxMs), () => depot.Touch(compartment, DoorAction.Push));
                break;
            case "door moved without power":
                depot.SetPower(false);
                MoveWithoutPower(compartment);
                break;
            case "mains lost":
                For(OffMaxMs, () => Board.MainsGood = false, () => Board.MainsGood = true);
                break;
            case "supply sags":
                For(BrokenMaxMs, () => Board.MainsVolts = 8.2, () => Board.MainsVolts = 12);
                break;
            case "tamper":
                For(BrokenMaxMs, () => Board.TamperClosed = false, () => Board.TamperClosed = true);
                break;
            case "key stuck":
                char stuck = Random.Of(Digits);
                For(BrokenMaxMs, () => Board.Keypad.Press(stuck), () => Board.Keypad.Release(stuck));
                break;
            case "two at the keypad":
                PressAtOnce(Random.Between(1, 12));
                break;
            default:
                MakeAtTheGateway(fault);
                break;
        }
    }

    private void MakeAtTheGateway(string fault)
    {
        GatewayNode node = Random.Of(nodes);
        switch (fault)
        {
            case "cable out":
                For(OffMaxMs, () => depot.Sim.SetNetwork(false), () => depot.Sim.SetNetwork(true));
                break;
            case "node parted":
                For(OffMaxMs, () => network.Parted.Add((depot.Index, node.Name)),
                    () => network.Parted.Remove((depot.Index, node.Name)));
                break;
            case "name server dead":
                For(OffMaxMs, () => SetNames(NameFault.Silent), () => SetNames(NameFault.None));
                break;
            case "name server lies":
                For(OffMaxMs, () => SetNames(NameFault.AnswersAnything), () => SetNames(NameFault.None));
                break;
            case "new address":
                network.Bind(depot);
                break;
            case "node killed":
                For(BrokenMaxMs, node.Kill, node.Start);
                break;
            case "commit fails":
                node.CommitsToFail = Random.Between(1, 5);
                break;
            case "node clock off":
                _clocks.Begin(node);
                break;
            case "all clocks off":
                _clocks.Begin(nodes);
                break;
            case "spoilt table":
                node.TablesToSpoil = Random.Between(1, 3);
                break;
            case "raised epoch":
                FleetRow row = fleet.RowOf(depot.Number);
                row.MinimumEpoch = Math.Min(row.Epoch + 1, 100);
                break;
            case "events held":
                For(BrokenMaxMs, () => HoldEvents(true), () => HoldEvents(false));
                break;
            case "fleet goes back":
                restore.Begin();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no such fault.");
        }
    }

    private void SetNames(NameFault fault) => depot.Sim.Network.NameServers = fault;

    // One that stands open is shut; another is forced, and shut some time later.
    private void MoveWithoutPower(int compartment)
    {
        if (Board.Doors.FirstOrDefault(door => door.IsOpen) is { } open)
            open.Push();
        depot.Touch(compartment, DoorAction.Pull);
        depot.Of(compartment).Content = null;
        world.Agenda.In(Random.Spread(1_000, OffMaxMs), () => depot.Touch(compartment, DoorAction.Push));
    }

    private void HoldEvents(bool holds)
    {
        foreach (GatewayNode node in nodes)
            node.HoldEvents(depot.Number, holds);
    }

    private void For(int mostMs, Action begin, Action end)
    {
        begin();
        world.Agenda.In(Random.Spread(BrokenMinMs, mostMs), () =>
        {
            depot.CatchUp();
            end();
            depot.Poke();
        });
    }

    // A second person's fingers between those of the first.
    private void PressAtOnce(int keys)
    {
        if (keys == 0)
            return;
        char key = Random.Of(Digits);
        depot.CatchUp();
        Board.Keypad.Press(key);
        depot.Keys.Add(world.Time.NowMs, key);
        world.Agenda.In(Random.Between(30, 150), () =>
        {
            depot.CatchUp();
            Board.Keypad.Release(key);
            depot.Poke();
            world.Agenda.In(Random.Between(20, 300), () => PressAtOnce(keys - 1));
        });
        depot.Poke();
    }

    private List<I2cChip> Chips()
    {
        List<I2cChip> chips = [Board.RealTimeClock, Board.FramB, Board.DisplayExpander, Board.MainI2c.ChipAt(0x40)!];
        for (int address = 0x20; Board.MainI2c.ChipAt(address) is { } expander; address++)
            chips.Add(expander);
        if (Board.MainI2c.ChipAt(Firmware.Chips.PanelExpander.Device) is { } panel)
            chips.Add(panel);
        return chips;
    }
}
