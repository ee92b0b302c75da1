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
    private const string DisplayBus = "SDA, SCL of I²C 2";
    private const int WifiBoard = 1;
    private const int EthernetBoard = 2;

    private static readonly string[] OwnPins = ["SDA, SCL of I²C 1", DisplayBus, "watchdog feed"];

    [Theory]
    [InlineData(Trigger, "_supply = PinLevels.Open(controller, (4), ")]
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

    /// <summary>The pins in which the two makes differ are data.</summary>
    [Theory]
    [InlineData(WifiBoard, "false")]
    [InlineData(EthernetBoard, "true")]
    public void The_edge_has_buses_and_watchdog_on_the_pins_of_the_table(int column, string hasEthernet)
    {
        string[] pins = [.. OwnPins.Select(signal => Row(signal)[column])];

        Assert.Contains($"new BoardMake({hasEthernet}, {string.Join(", ", pins)})",
            Text("firmware/Esp32/BoardMake.cs"), StringComparison.Ordinal);
        Assert.Contains("new NativeI2cBus(1, _make.MainData, _make.MainClock, ",
            Text("firmware/Esp32/Esp32Board.cs"), StringComparison.Ordinal);
        Assert.Contains("new NativeI2cBus(2, _make.DisplayData, _make.DisplayClock, ",
            Text("firmware/Esp32/Esp32Board.cs"), StringComparison.Ordinal);
        Assert.Contains("_watchdog = PinLevels.Open(controller, make.Watchdog, ",
            Text("firmware/Esp32/BoardPins.cs"), StringComparison.Ordinal);
    }

    /// <summary>
    /// RMII and PSRAM take their pins; 2, 12 and 15 are straps that a part may pull wrong, 14 and 5 move by themselves
    /// at a reset, which only the display's bus bears.
    /// </summary>
    [Fact]
    public void The_Ethernet_board_takes_no_pin_that_is_taken_or_does_harm()
    {
        int[] taken = [0, 12, 18, 19, 21, 22, 23, 25, 26, 27, 16, 17, 6, 7, 8, 9, 10, 11, 1, 3, 2, 15];
        int[] restless = [5, 14];
        int[] own = [.. OwnPins.Append(Trigger).SelectMany(signal => Numbers(Row(signal)[EthernetBoard]))];
        int[] ofDisplay = [.. Numbers(Row(DisplayBus)[EthernetBoard])];

        Assert.Empty(own.Intersect(taken));
        Assert.Empty(own.Except(ofDisplay).Intersect(restless));
        Assert.Equal(own.Length, own.Distinct().Count());
    }

    /// <summary>Rows, columns and the rest stand where the driver of the expander has them.</summary>
    [Theory]
    [InlineData("keypad rows 0-3", "0x74 P0.0-P0.3", "rows 0-3")]
    [InlineData("keypad columns left, middle, right", "0x74 P0.4-P0.6", "columns 4-6")]
    [InlineData("buzzer", "0x74 P1.0", "buzzer 0")]
    [InlineData("LED red, green, blue", "0x74 P1.1-P1.3", "LED 1-3")]
    [InlineData("mains good", "0x74 P1.4", "mains 4")]
    [InlineData("tamper switch", "0x74 P1.5", "tamper 5")]
    public void The_expander_has_what_the_table_says(string signal, string pins, string ofDriver)
    {
        Assert.Equal(pins, Row(signal)[EthernetBoard]);
        Assert.Contains(ofDriver, Text("firmware/Chips/PanelExpander.cs"), StringComparison.Ordinal);
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

    private static IEnumerable<int> Numbers(string cell) =>
        cell.Split(", ").Select(number => int.Parse(number, CultureInfo.InvariantCulture));

    private static string Text(string path) =>
        Repository.Current.Files.Single(file => file.Path == path).Text;

    [GeneratedRegex("([0-9.]+) kΩ pull-down")]
    private static partial Regex PullDown();
}
