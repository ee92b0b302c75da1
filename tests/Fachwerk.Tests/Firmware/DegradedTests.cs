using System.Text.RegularExpressions;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Depots;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// The table "What still works when …" of HARDWARE.md, cell by cell: every chip missing at start, dying later,
/// answering anything and holding its bus.
/// </summary>
public sealed partial class DegradedTests : IDisposable
{
    private const string Digits = "47110815";
    private const string Heading = "## What still works when";
    private const string Panel = "expander of the Ethernet board";
    private const int Own = 3;
    private const int Others = 11;

    private readonly DepotRig _rig = new();

    public DegradedTests()
    {
        CodeRecord own = DepotRig.Code(9, Own);
        CodeRecord others = DepotRig.Code(10, Others);
        own.Flags = others.Flags = CodeFlags.UntilRevoked;
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, others)), (RecordKind.Code, _rig.Record("12345678", own)));
        _rig.Depot.SetNetwork(false);
    }

    public void Dispose() => _rig.Dispose();

    public static TheoryData<string, string, string> Cells()
    {
        TheoryData<string, string, string> cells = [];
        foreach (string[] row in Rows())
        {
            cells.Add(row[0], "missing at start", row[1]);
            cells.Add(row[0], "dies later", row[2]);
            cells.Add(row[0], "answers nonsense", row[3]);
            cells.Add(row[0], "holds its bus", row[4]);
        }

        return cells;
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void The_table_has_a_row_for_every_chip()
    {
        Assert.Equal(
            ["expander", "supply sensor", "clock", "FRAM A", "FRAM B", "display", Panel], Rows().Select(row => row[0]));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    [Trait("Promise", "D-12")]
    public void What_the_table_says_still_works(string part, string fault, string expected)
    {
        Start(part, fault);

        string works = Working();

        Assert.Equal(expected.Trim('`').Replace(" ", "", StringComparison.Ordinal), works);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    [Trait("Promise", "D-12")]
    public void Everything_works_again_once_the_part_is_mended(string part, string fault, string expected)
    {
        Start(part, fault);

        _rig.Depot.Board.Replace(Chip(part));
        _rig.Run(75_000);

        Assert.NotEmpty(expected);
        Assert.Equal("KDOXWJ", Working());
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void A_table_that_could_not_be_read_at_start_loses_no_setting_when_the_memory_is_back()
    {
        using DepotRig fresh = new();
        fresh.Load((RecordKind.Setting, DepotRig.Setting(SettingKey.EntryTimeout, 42)));
        fresh.Depot.Board.FramB.IsPresent = false;
        fresh.PowerUp(10_000);
        fresh.Depot.Board.FramB.IsPresent = true;

        fresh.Run(75_000);

        Assert.Equal(2, fresh.Depot.Boots);
        Assert.Equal(42_000, fresh.Depot.Firmware!.Parts.Settings.EntryTimeoutMs);
    }

    private void Start(string part, string fault)
    {
        if (part == Panel)
            _rig.Depot.Board.AddPanelExpander();
        if (fault == "missing at start")
            Break(part, fault);
        _rig.PowerUp(10_000);
        Break(part, fault);
        _rig.Run(10_000);
    }

    // K keypad, D display, O other expander's door, X own expander's door, W doors watched, J journal takes events.
    private string Working()
    {
        string works = "";
        _rig.Type("1");
        works += _rig.Depot.Firmware!.Parts.Panel.State.Digits == 1 ? "K" : "";
        works += IsShown() ? "D" : "";
        _rig.Type("*");
        works += Opens(Digits, Others) ? "O" : "";
        works += Opens("12345678", Own) ? "X" : "";
        _rig.Depot.Touch(Others + 1, DoorAction.Pull);
        _rig.Run(300);
        works += _rig.Depot.Firmware.Parts.Doors.StateOf(Others + 1) == DoorState.Open ? "W" : "";
        uint before = _rig.Depot.Firmware.Parts.Journal.LastNumber;
        works += _rig.Depot.Firmware.Parts.Journal.TryAppend(EventKind.TamperClosed, 0, 0, 0) ? "J" : "";
        Assert.True(before <= _rig.Depot.Firmware.Parts.Journal.LastNumber);
        return works;
    }

    // The dot of the digit just typed, or the word for what keeps the depot, or the keypad, from working.
    private bool IsShown()
    {
        _rig.Run(200);
        return _rig.Line(1).Length == 1 || _rig.Line(0) == "Speicher gestört"
            || _rig.Line(3) == "Störung in Teil 4";
    }

    private bool Opens(string digits, int compartment)
    {
        _rig.Type(digits + "#");
        _rig.Run(2000);
        bool isOpen = _rig.IsOpen(compartment);
        _rig.Depot.Touch(compartment, DoorAction.Push);
        _rig.Run(500);
        return isOpen;
    }

    private void Break(string part, string fault)
    {
        I2cChip chip = Chip(part);
        chip.IsPresent = fault is not ("missing at start" or "dies later");
        chip.AnswersGarbage = fault == "answers nonsense";
        chip.HeldPulses = fault == "holds its bus" ? int.MaxValue : 0;
    }

    private I2cChip Chip(string part)
    {
        VirtualBoard board = _rig.Depot.Board;
        return part switch
        {
            "expander" => board.MainI2c.ChipAt(0x20)!,
            "supply sensor" => board.MainI2c.ChipAt(0x40)!,
            "clock" => board.RealTimeClock,
            "FRAM A" => board.FramA,
            "FRAM B" => board.FramB,
            Panel => board.MainI2c.ChipAt(0x74)!,
            _ => board.DisplayExpander
        };
    }

    private static List<string[]> Rows()
    {
        string text = Repository.Current.Files.Single(file => file.Path == "firmware/HARDWARE.md").Text;
        string section = text[(text.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..];
        section = section[..section.IndexOf("\n## ", StringComparison.Ordinal)];
        return [.. Row().Matches(section).Select(row =>
            row.Value.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    [GeneratedRegex(@"^\| (?!part |---).*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
