using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>What has to be told is told each time it happens, and what ends a reopening ends it each time.</summary>
public sealed class EachTimeTests : IDisposable
{
    private const string Digits = "47110815";
    private const string Maintenance = "12345678";

    private readonly DepotRig _rig = new();

    public EachTimeTests()
    {
        CodeRecord menu = DepotRig.Code(11, CodeRecord.AnyCompartment);
        menu.Flags = CodeFlags.Maintenance;
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7, uses: 1))),
            (RecordKind.Code, _rig.Record("87654321", DepotRig.Code(10, 7))),
            (RecordKind.Code, _rig.Record(Maintenance, menu)));
        _rig.PowerUp();
        _rig.Run(61_000);
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    [Trait("Promise", "D-06")]
    public void Every_break_in_is_told_and_every_opened_housing()
    {
        for (int i = 0; i < 3; i++)
        {
            _rig.Depot.Touch(5, DoorAction.Pull);
            _rig.Run(5_000);
            _rig.Push(5);
            _rig.Run(5_000);
            _rig.Depot.Board.TamperClosed = false;
            _rig.Run(5_000);
            _rig.Depot.Board.TamperClosed = true;
            _rig.Run(5_000);
        }

        Assert.Equal((3, 3, 3), (Times(EventKind.BreakIn), Times(EventKind.TamperOpened),
            Times(EventKind.TamperClosed)));
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void Every_entry_into_the_menu_and_every_refusal_is_told()
    {
        _rig.Type(Digits + "#");
        _rig.Run(1_000);
        _rig.Push(7);
        _rig.Run(130_000);
        for (int i = 0; i < 3; i++)
        {
            _rig.Type(Digits + "#");
            _rig.Run(10_000);
            _rig.Type(Maintenance + "#");
            _rig.Type("*");
        }

        Assert.Equal((3, 3), (Times(EventKind.CodeRefused), Times(EventKind.MaintenanceEntered)));
    }

    // KEYPAD.md, "Reopening": unless it was opened by anything else since.
    [Theory]
    [Trait("Promise", "D-03")]
    [InlineData("nothing", 2)]
    [InlineData("an order", 2)]
    [InlineData("another code", 2)]
    [InlineData("the menu", 2)]
    [InlineData("a start", 1)]
    public void Whatever_opens_the_compartment_ends_the_reopening(string between, int pulses)
    {
        _rig.Type(Digits + "#");
        _rig.Run(1_000);
        _rig.Push(7);
        if (between == "an order")
            _rig.Gateway.SendOrder(1, OrderKind.Open, 7, _rig.NowUnix + 30);
        else if (between == "a start")
            _rig.Reboot();
        else if (between != "nothing")
            _rig.Type(between == "the menu" ? Maintenance + "#17#" : "87654321#");
        _rig.Run(1_000);
        _rig.Push(7);
        _rig.Type(between == "the menu" ? "**" : "");

        _rig.Type(Digits + "#");
        string shown = _rig.Line(0);
        _rig.Run(1_000);

        Assert.Equal(between == "nothing" ? "Fach 7 öffnet" : "Code verbraucht", shown);
        Assert.Equal(pulses, _rig.Pulses(7));
    }

    private int Times(EventKind kind) => _rig.Kinds().Count(one => one == kind);
}
