namespace Fachwerk.Simulator.Board;

/// <summary>
/// What the pads of the ESP32 do from its reset to the first line of the program: all float, some with a weak pull
/// inside. ESP32 Series Datasheet, appendix "IO_MUX", columns "At Reset" and "After Reset" (wpu, wpd); table "DC
/// Characteristics": 45 kΩ. GPIO25 is not in these columns and was seen to be pulled up on boards.
/// </summary>
public static class Esp32Pads
{
    private const double WeakOhms = 45_000;

    // What a CMOS input takes for low at the most (74HC123 and the like): below this part of the supply.
    private const double LowBelow = 0.3;

    private static readonly int[] PulledUp = [0, 5, 15, 25];
    private static readonly int[] PulledDown = [2, 4, 12, 13];

    /// <summary>True when a wire at this pad is low through the reset for certain.</summary>
    /// <param name="pullDownOhms">The resistor to ground on the board; infinite for none.</param>
    public static bool IsLowAtReset(int gpio, double pullDownOhms)
    {
        double level = PulledUp.Contains(gpio) ? Divided(pullDownOhms)
            : PulledDown.Contains(gpio) || !double.IsInfinity(pullDownOhms) ? 0
            : 1;
        return level < LowBelow;
    }

    private static double Divided(double pullDownOhms) =>
        double.IsInfinity(pullDownOhms) ? 1 : pullDownOhms / (pullDownOhms + WeakOhms);
}
