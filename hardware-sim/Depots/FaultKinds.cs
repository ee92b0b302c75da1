using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Depots;

/// <summary>All kinds of faults, in the order in which a panel lists them.</summary>
public static class FaultKinds
{
    private const double MainsVolts = 12;
    private const double SupplyOhms = 0.15;
    private const double VoltsMax = 30;
    private const double OhmsMax = 1_000;
    private const double FlapMsMax = 3_600_000;
    private const double StallMsMax = 1_000;
    private const double PulsesMax = 1_000_000;
    private const double OperationsMax = 1_000_000_000;

    /// <summary>The kinds.</summary>
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        .. OfDoors(), .. OfSupply(), .. OfController(),
        .. OfChip("display", "display", (board, _) => board.DisplayExpander),
        new("displayNibble", "display", null, (depot, order) =>
        {
            if (order.On)
                depot.Board.DisplayExpander.Spike();
        }),
        .. OfChip("clock", "clock", (board, _) => board.RealTimeClock),
        new("coinCell", "clock", (depot, _) => depot.Board.RealTimeClock.OscillatorStopped, (depot, order) =>
        {
            if (order.On)
                depot.Board.RealTimeClock.DrainCell();
            else
                depot.Board.RealTimeClock.ReplaceCell(order.UtcNow);
        }),
        .. OfChip("sensor", "sensor", (board, _) => (I2cChip)board.MainI2c.ChipAt(0x40)!),
        .. OfChip("framA", "memory", (board, _) => board.FramA),
        .. OfChip("framB", "memory", (board, _) => board.FramB),
        .. OfChip("expander#", "expanders", (board, number) => (I2cChip)board.MainI2c.ChipAt(0x20 + number - 1)!)
    ];

    private static IEnumerable<FaultKind> OfDoors() =>
    [
        new("coil#", "doors", (depot, number) => depot.Board.Solenoids[number - 1].IsBroken, (depot, order) =>
            depot.Board.Solenoids[order.Number - 1].IsBroken = order.On),
        new("stuck#", "doors", (depot, number) => (Expander(depot.Board, number).StuckHigh & Pin(number)) != 0, Stick),
        new("switch#", "doors", (depot, number) => depot.Board.Doors[number - 1].SwitchIsBroken, (depot, order) =>
            depot.Board.Doors[order.Number - 1].SwitchIsBroken = order.On),
        new("flap#", "doors", (depot, number) => depot.Board.Doors[number - 1].SwitchFlapsEveryMs > 0,
            (depot, order) =>
                depot.Board.Doors[order.Number - 1].SwitchFlapsEveryMs = order.On ? (int)order.Value : 0,
            new FaultValue("milliseconds", 500, 1, FlapMsMax))
    ];

    private static IEnumerable<FaultKind> OfSupply() =>
    [
        new("mains", "supply", (depot, _) => !depot.Board.MainsGood, (depot, order) =>
            depot.Board.MainsGood = !order.On),
        new("supply", "supply", (depot, _) => depot.Board.MainsVolts != MainsVolts, (depot, order) =>
            depot.Board.MainsVolts = order.On ? order.Value : MainsVolts, new FaultValue("volts", 9, 0, VoltsMax)),
        new("sag", "supply", (depot, _) => depot.Board.SupplyOhms != SupplyOhms, (depot, order) =>
            depot.Board.SupplyOhms = order.On ? order.Value : SupplyOhms, new FaultValue("ohms", 6, 0, OhmsMax)),
        new("powerCut", "supply", (depot, _) => depot.Board.Io.WillCut, CutPower,
            new FaultValue("operations", 0, 0, OperationsMax))
    ];

    private static IEnumerable<FaultKind> OfController() =>
    [
        new("housing", "controller", (depot, _) => !depot.Board.TamperClosed, (depot, order) =>
            depot.Board.TamperClosed = !order.On),
        new("hang", "controller", (depot, _) => depot.Hangs, (depot, order) => depot.Hangs = order.On),
        OfBus("mainBus", board => board.MainI2c),
        OfBus("displayBus", board => board.DisplayI2c),
        OfNames("nameServers", NameFault.Silent), OfNames("nameServersGarbage", NameFault.AnswersAnything)
    ];

    private static FaultKind OfNames(string name, NameFault fault) =>
        new(name, "controller", (depot, _) => depot.Network.NameServers == fault, (depot, order) =>
            depot.Network.NameServers = order.On ? fault : NameFault.None);

    // A transfer on a line that does not move waits so long.
    private static FaultKind OfBus(string name, Func<VirtualBoard, VirtualI2cBus> bus) =>
        new(name, "controller", (depot, _) => bus(depot.Board).IsStuck, (depot, order) =>
        {
            bus(depot.Board).IsStuck = order.On;
            bus(depot.Board).StallMs = order.On ? (int)order.Value : 1;
        }, new FaultValue("waitMs", 1, 1, StallMsMax));

    private static IEnumerable<FaultKind> OfChip(string name, string group, Func<VirtualBoard, int, I2cChip> chip) =>
    [
        new(name, group, (depot, number) => !chip(depot.Board, number).IsPresent, (depot, order) =>
            chip(depot.Board, order.Number).IsPresent = !order.On),
        new(name + "Garbage", group, (depot, number) => chip(depot.Board, number).AnswersGarbage, (depot, order) =>
            chip(depot.Board, order.Number).AnswersGarbage = order.On),
        new(name + "Holds", group, (depot, number) => chip(depot.Board, number).HeldPulses != 0, (depot, order) =>
            chip(depot.Board, order.Number).HeldPulses =
                !order.On ? 0 : order.Value > 0 ? (int)order.Value : int.MaxValue,
            new FaultValue("pulses", 0, 0, PulsesMax)),
        new(name + "New", group, null, (depot, order) =>
        {
            if (order.On)
                depot.Board.Replace(chip(depot.Board, order.Number));
        })
    ];

    private static void Stick(SimulatedDepot depot, FaultOrder order)
    {
        Pca9555 expander = Expander(depot.Board, order.Number);
        int pin = Pin(order.Number);
        expander.StuckHigh = (byte)(order.On ? expander.StuckHigh | pin : expander.StuckHigh & ~pin);
    }

    private static Pca9555 Expander(VirtualBoard board, int compartment) =>
        (Pca9555)board.MainI2c.ChipAt(0x20 + (compartment - 1) / ExpanderBank.LocksPerBank)!;

    private static int Pin(int compartment) => 1 << ((compartment - 1) % ExpanderBank.LocksPerBank);

    private static void CutPower(SimulatedDepot depot, FaultOrder order)
    {
        if (order.On)
            depot.Board.Io.CutAfter((long)order.Value);
        else
            depot.Board.Io.Clear();
    }
}
