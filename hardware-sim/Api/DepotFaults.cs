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
        "mains, housing, supply (with \"volts\"), sag (with \"ohms\"), mainBus, displayBus, hang, coinCell, powerCut "
        + "(with \"operations\"), coil1 to coil64, switch1 to switch64, flap1 to flap64 (with \"milliseconds\"), "
        + "stuck1 to stuck64, and for the chips display, sensor, clock, framA, framB and expander1 to expander8 the "
        + "name alone (does not answer) or with Garbage, Holds (with \"pulses\") or New behind it";

    private const double MainsVolts = 12;
    private const double SupplyOhms = 0.15;
    private const int FlapMsMin = 1;
    private const int FlapMsMax = 3_600_000;
    private const double VoltsMax = 30;
    private const double OhmsMax = 1_000;

    /// <summary>Switches a fault; false when this depot has none of that name.</summary>
    internal static bool TrySwitch(SimulatedDepot depot, FaultRequest request)
    {
        VirtualBoard board = depot.Board;
        string name = request.Fault ?? "";
        bool on = request.On;
        bool isKnown = name switch
        {
            "mains" => Did(() => board.MainsGood = !on),
            "housing" => Did(() => board.TamperClosed = !on),
            "supply" => Did(() => board.MainsVolts = on ? Math.Clamp(request.Volts, 0, VoltsMax) : MainsVolts),
            "sag" => Did(() => board.SupplyOhms = on ? Math.Clamp(request.Ohms, 0, OhmsMax) : SupplyOhms),
            "mainBus" => Did(() => board.MainI2c.IsStuck = on),
            "displayBus" => Did(() => board.DisplayI2c.IsStuck = on),
            "hang" => Did(() => depot.Hangs = on),
            "coinCell" => Did(board.RealTimeClock.DrainCell),
            "powerCut" => Did(() => CutPower(board, on, request.Operations)),
            _ => TrySwitchChip(board, name, on, request.Pulses)
                || TrySwitchNumbered(board, name, on, request.Milliseconds)
        };
        if (isKnown)
            depot.WakeController();
        return isKnown;
    }

    private static bool TrySwitchChip(VirtualBoard board, string name, bool on, int pulses)
    {
        foreach (string way in (string[])["Garbage", "Holds", "New", ""])
        {
            if (!name.EndsWith(way, StringComparison.Ordinal) || ChipOf(board, name[..^way.Length]) is not I2cChip chip)
                continue;
            return way switch
            {
                "Garbage" => Did(() => chip.AnswersGarbage = on),
                "Holds" => Did(() => chip.HeldPulses = !on ? 0 : pulses > 0 ? pulses : int.MaxValue),
                "New" => Did(() => board.Replace(chip)),
                _ => Did(() => chip.IsPresent = !on)
            };
        }

        return false;
    }

    private static I2cChip? ChipOf(VirtualBoard board, string name) => name switch
    {
        "display" => board.DisplayExpander,
        "sensor" => board.MainI2c.ChipAt(0x40),
        "clock" => board.RealTimeClock,
        "framA" => board.FramA,
        "framB" => board.FramB,
        _ => Numbered(name, "expander") is int expander and <= 8 ? board.MainI2c.ChipAt(0x20 + expander - 1) : null
    };

    private static bool TrySwitchNumbered(VirtualBoard board, string name, bool on, int milliseconds)
    {
        int count = board.Doors.Count;
        if (Numbered(name, "coil") is int coil && coil <= count)
            return Did(() => board.Solenoids[coil - 1].IsBroken = on);
        if (Numbered(name, "switch") is int wire && wire <= count)
            return Did(() => board.Doors[wire - 1].SwitchIsBroken = on);
        if (Numbered(name, "flap") is int door && door <= count)
        {
            int everyMs = Math.Clamp(milliseconds, FlapMsMin, FlapMsMax);
            return Did(() => board.Doors[door - 1].SwitchFlapsEveryMs = on ? everyMs : 0);
        }

        return Numbered(name, "stuck") is int output && output <= count && Did(() => Stick(board, output - 1, on));
    }

    private static void Stick(VirtualBoard board, int index, bool on)
    {
        Pca9555 expander = (Pca9555)board.MainI2c.ChipAt(0x20 + index / 8)!;
        int pin = 1 << (index % 8);
        expander.StuckHigh = (byte)(on ? expander.StuckHigh | pin : expander.StuckHigh & ~pin);
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

    private static bool Did(Action action)
    {
        action();
        return true;
    }
}
