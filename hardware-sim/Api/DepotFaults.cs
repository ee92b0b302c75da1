using System.Globalization;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Api;

/// <summary>The faults that can be switched by name.</summary>
internal static class DepotFaults
{
    /// <summary>All names, as a sentence for people.</summary>
    internal const string Names =
        "mains, housing, display, sensor, clock, framA, framB, expander1 to expander8, mainBus, displayBus, hang, "
        + "coinCell, powerCut (with \"operations\"), coil1 to coil64 and switch1 to switch64";

    /// <summary>Switches a fault; false when this depot has none of that name.</summary>
    internal static bool TrySwitch(SimulatedDepot depot, string name, bool on, long operations)
    {
        VirtualBoard board = depot.Board;
        bool isKnown = name switch
        {
            "mains" => Did(() => board.MainsGood = !on),
            "housing" => Did(() => board.TamperClosed = !on),
            "display" => Absent(board.DisplayExpander, on),
            "clock" => Absent(board.RealTimeClock, on),
            "framA" => Absent(board.FramA, on),
            "framB" => Absent(board.FramB, on),
            "sensor" => Absent(board.MainI2c.ChipAt(0x40), on),
            "mainBus" => Did(() => board.MainI2c.IsStuck = on),
            "displayBus" => Did(() => board.DisplayI2c.IsStuck = on),
            "hang" => Did(() => depot.Hangs = on),
            "coinCell" => Did(board.RealTimeClock.DrainCell),
            "powerCut" => Did(() => CutPower(board, on, operations)),
            _ => TrySwitchNumbered(board, name, on)
        };
        if (isKnown)
            depot.WakeController();
        return isKnown;
    }

    private static bool TrySwitchNumbered(VirtualBoard board, string name, bool on)
    {
        if (Numbered(name, "expander") is int expander)
            return Absent(board.MainI2c.ChipAt(0x20 + expander - 1) as Pca9555, on);
        if (Numbered(name, "coil") is int coil && coil <= board.Solenoids.Count)
            return Did(() => board.Solenoids[coil - 1].IsBroken = on);
        if (Numbered(name, "switch") is int door && door <= board.Doors.Count)
            return Did(() => board.Doors[door - 1].SwitchIsBroken = on);
        return false;
    }

    private static int? Numbered(string name, string kind) =>
        name.StartsWith(kind, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(kind.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number > 0
            ? number
            : null;

    private static void CutPower(VirtualBoard board, bool on, long operations)
    {
        if (on)
            board.Io.CutAfter(Math.Max(0, operations));
        else
            board.Io.Clear();
    }

    private static bool Absent(I2cChip? chip, bool absent)
    {
        if (chip is null)
            return false;
        chip.IsPresent = !absent;
        return true;
    }

    private static bool Did(Action action)
    {
        action();
        return true;
    }
}
