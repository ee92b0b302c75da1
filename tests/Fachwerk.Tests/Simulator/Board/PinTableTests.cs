using System.Globalization;
using System.Text.RegularExpressions;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Simulator.Board;

/// <summary>The pins of HARDWARE.md, of the edge and of the virtual board are the same.</summary>
public sealed partial class PinTableTests
{
    private const string Trigger = "trigger of the solenoid supply";

    [Theory]
    [InlineData(Trigger, "_supply = PinLevels.Open(controller, (4), ")]
    [InlineData("watchdog feed", "_watchdog = PinLevels.Open(controller, (25), ")]
    [InlineData("buzzer", "_buzzer = PinLevels.Open(controller, (18), ")]
    [InlineData("mains good", "_mains = PinLevels.Open(controller, (39), ")]
    [InlineData("tamper switch", "_tamper = PinLevels.Open(controller, (15), ")]
    [InlineData("keypad rows 0-3", "_rows = PinLevels.OpenAll(controller, new int[] { (13, 14, 27, 26) }")]
    [InlineData(
        "keypad columns left, middle, right", "_columns = PinLevels.OpenAll(controller, new int[] { (34, 35, 36) }")]
    public void The_edge_opens_the_pins_of_the_table(string signal, string call)
    {
        string pins = call[(call.IndexOf('(', call.IndexOf("controller", StringComparison.Ordinal)) + 1)..];
        pins = pins[..pins.IndexOf(')', StringComparison.Ordinal)];

        Assert.Equal(pins, Row(signal)[1]);
        Assert.Contains(call.Replace($"({pins})", pins, StringComparison.Ordinal), Text("firmware/Esp32/BoardPins.cs"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SDA, SCL of I²C 1", "new NativeI2cBus(1, 21, 22, ")]
    [InlineData("SDA, SCL of I²C 2", "new NativeI2cBus(2, 32, 33, ")]
    public void The_edge_has_its_buses_on_the_pins_of_the_table(string signal, string call)
    {
        Assert.Contains(Row(signal)[1], call, StringComparison.Ordinal);
        Assert.Contains(call, Text("firmware/Esp32/Esp32Board.cs"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    [Trait("Promise", "D-14")]
    public void The_trigger_is_low_from_the_reset_on_with_the_resistor_of_the_table()
    {
        using SoftwareCryptoChip crypto = new();
        VirtualBoard board = new(8, new FramArray(), new FramArray(), new NoNetwork(), crypto);
        string[] row = Row(Trigger);
        Match resistor = PullDown().Match(row[4]);
        double ohms = 1_000 * double.Parse(resistor.Groups[1].Value, CultureInfo.InvariantCulture);

        Assert.Equal(row[1], board.TriggerGpio.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(ohms, board.TriggerPullDownOhms);
        Assert.True(Esp32Pads.IsLowAtReset(board.TriggerGpio, double.PositiveInfinity));
        // And were the pad pulled up inside, as the runtime does with a pin it resets, the resistor would win.
        Assert.True(Esp32Pads.IsLowAtReset(25, ohms));
    }

    private static string[] Row(string signal) => Text("firmware/HARDWARE.md").Split('\n')
        .Where(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
        .Single(cells => cells.Length == 5 && cells[0] == signal);

    private static string Text(string path) =>
        Repository.Current.Files.Single(file => file.Path == path).Text;

    [GeneratedRegex("([0-9.]+) kΩ pull-down")]
    private static partial Regex PullDown();
}
