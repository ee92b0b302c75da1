using System.Globalization;
using Fachwerk.Firmware;
using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Board;
using Fachwerk.Tests.Firmware;
using Fachwerk.Tests.Tidy;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace Fachwerk.Tests.Guard;

/// <summary>
/// What the edge takes from the managed heap in a tick at rest: the values that its code makes, by the price list of
/// firmware/README.md, times the calls that a controller makes of it. What native code takes by itself is not in it.
/// </summary>
public sealed class EdgeAllocationTests
{
    private const int Ticks = 6_000;

    // How often the loop of a method turns; all others are straight.
    private static readonly Dictionary<string, int> Turns = new() { ["ReadKeypadColumns"] = 3, ["SetLed"] = 3 };

    private static string[] Document =>
        [.. Repository.Current.Files.Single(file => file.Path == "firmware/README.md").Lines.Select(l => l.TrimEnd())];

    [Theory]
    [InlineData(false, "| taken by the edge in a tick at rest")]
    [InlineData(true, "| the same on the Ethernet board")]
    [Trait("Promise", "D-12")]
    public void A_tick_at_rest_takes_what_the_document_says(bool ethernet, string row)
    {
        Dictionary<string, int> pins = PricesOf("Fachwerk.Esp32.BoardPins");
        int span = Price("a `SpanByte`");

        Dictionary<string, double> calls = CountCalls(ethernet);
        double bytes = calls.Sum(call => call.Value * (call.Key is "one way" ? span : call.Key is "both ways" ? 2 * span
            : pins.GetValueOrDefault(call.Key)));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", calls.Select(call =>
            string.Create(CultureInfo.InvariantCulture, $"{call.Key} {call.Value:0.00}"))) + $": {bytes:0} bytes");
        Assert.InRange(bytes, Stated(row) * 0.95, Stated(row) * 1.05);
    }

    /// <summary>A comparison of pin values was seen to take 96 bytes: two values, and a copy of each.</summary>
    [Fact]
    public void The_price_list_adds_up_to_what_was_seen()
    {
        int value = Price("a `PinValue`: read, `High`, `Low`");
        int compared = Price("comparing two, besides them");

        Assert.Equal(96, 2 * value + compared);
    }

    private static double Stated(string row) => double.Parse(
        Document.Single(line => line.StartsWith(row, StringComparison.Ordinal))
            .Split('|')[2].Trim().Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static int Price(string what) => int.Parse(
        Document.Single(line => line.StartsWith($"| {what} |", StringComparison.Ordinal)).Split('|')[2].Trim(),
        CultureInfo.InvariantCulture);

    /// <summary>The bytes of each public method of an edge class, by the name of the interface's member.</summary>
    private static Dictionary<string, int> PricesOf(string type)
    {
        GuardOutcome edge = DeviceGuard.Check(Repository.Current.Files.Where(file => PortableFolders.Contains(file)
            || (file.IsCSharp && file.Path.StartsWith("firmware/Esp32/", StringComparison.Ordinal))),
            DeviceReferences.Edge);
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(edge.Assembly));
        return assembly.MainModule.GetType(type).Methods.Where(method => method.IsPublic && !method.IsConstructor)
            .ToDictionary(method => method.Name, method => BytesOf(method) * Turns.GetValueOrDefault(method.Name, 1));
    }

    // High and Low stand in one method only where one of them is chosen.
    private static int BytesOf(MethodDefinition method)
    {
        MethodReference[] called = [.. method.Body.Instructions.Where(step => step.OpCode == OpCodes.Call
            || step.OpCode == OpCodes.Callvirt).Select(step => (MethodReference)step.Operand)];
        int value = Price("a `PinValue`: read, `High`, `Low`");
        int chosen = Math.Max(called.Count(m => m.Name == "get_High"), called.Count(m => m.Name == "get_Low"));
        return chosen * value + called.Sum(reference => reference.Name switch
        {
            "Read" => value,
            "op_Equality" or "op_Inequality" => Price("comparing two, besides them"),
            "op_Explicit" => Price("turning one into a number, besides it"),
            _ => reference is MethodDefinition { HasBody: true } own ? BytesOf(own) : 0
        });
    }

    private static Dictionary<string, double> CountCalls(bool ethernet)
    {
        using DepotRig rig = new(compartments: 64, ethernet);
        rig.Depot.SetNetwork(false);
        VirtualBoard board = rig.Depot.Board;
        board.PowerUp();
        Dictionary<string, double> calls = [];
        LockerController controller = new(CallCounter.Around<IBoard>(board, name =>
            calls[name] = calls.GetValueOrDefault(name) + 1), "0.1.0");
        Run(controller, board, Ticks / 2);
        Assert.True(controller.IsWorking);
        calls.Clear();
        Run(controller, board, Ticks);
        return calls.ToDictionary(call => call.Key, call => call.Value / Ticks);
    }

    private static void Run(LockerController controller, VirtualBoard board, int ticks)
    {
        for (int i = 0; i < ticks; i++)
        {
            long nowMs = board.Clock.NowMs + 10;
            board.Advance(nowMs);
            controller.Tick(nowMs);
        }
    }
}
