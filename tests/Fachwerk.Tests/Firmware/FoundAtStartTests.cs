using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>What became different without power is told by events after the start.</summary>
public sealed class FoundAtStartTests : IDisposable
{
    private const string Digits = "47110815";

    private static readonly EventKind[] OpenKinds = [EventKind.DoorOpened, EventKind.DoorFoundOpen, EventKind.BreakIn];
    private static readonly EventKind[] ClosedKinds = [EventKind.DoorClosed, EventKind.DoorFoundClosed];

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_that_was_told_open_and_is_shut_without_power_is_told_closed()
    {
        OpenSeven();
        _rig.Depot.SetPower(false);
        _rig.Push(7);

        _rig.PowerUp();
        _rig.Run(61_000);

        Assert.Equal([EventKind.DoorOpened, EventKind.DoorFoundClosed], Doors(7));
        SeenEvent told = Assert.Single(_rig.Gateway.Events, e => e.Kind == EventKind.DoorFoundClosed);
        Assert.Equal(7, told.Compartment);
        Assert.Empty(told.Details);
        Assert.False(_rig.Gateway.CheckIns[^1].OpenDoors.IsSet(7));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_that_was_told_shut_and_stands_open_after_the_start_is_a_break_in()
    {
        _rig.PowerUp();
        _rig.Depot.SetPower(false);
        _rig.Depot.Touch(5, DoorAction.Pull);

        _rig.PowerUp();

        Assert.Equal([EventKind.BreakIn], Doors(5));
        Assert.True(_rig.Depot.Firmware!.Parts.Quarantine.IsQuarantined(5));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_that_opened_while_the_power_went_was_opened_by_its_code()
    {
        HaveSevenAccepted();
        _rig.Depot.SetPower(false);
        _rig.Depot.Touch(7, DoorAction.Pull);

        _rig.PowerUp();

        Assert.Equal([EventKind.DoorFoundOpen], Doors(7));
        Assert.False(_rig.Depot.Firmware!.Parts.Quarantine.IsQuarantined(7));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_code_of_the_boot_before_the_last_explains_no_open_door()
    {
        HaveSevenAccepted();
        _rig.Reboot();
        _rig.Depot.SetPower(false);
        _rig.Depot.Touch(7, DoorAction.Pull);

        _rig.PowerUp();

        Assert.Equal([EventKind.BreakIn], Doors(7));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_controller_that_is_new_to_its_doors_accuses_nobody()
    {
        _rig.Depot.Touch(5, DoorAction.Pull);

        _rig.PowerUp();

        Assert.Equal([EventKind.DoorFoundOpen], Doors(5));
        Assert.Empty(Doors(4));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void What_is_as_it_was_is_not_told_again()
    {
        OpenSeven();
        _rig.Depot.Board.MainsGood = false;
        _rig.Depot.Board.TamperClosed = false;
        _rig.Run(1_000);
        int before = _rig.Journal().Count;

        _rig.Reboot();
        _rig.Run(10_000);

        Assert.Equal([EventKind.Booted], _rig.Journal().Skip(before).Select(e => e.Kind));
    }

    [Theory]
    [Trait("Promise", "D-12")]
    [InlineData(EventKind.MainsLost, EventKind.MainsRestored)]
    [InlineData(EventKind.TamperOpened, EventKind.TamperClosed)]
    [InlineData(EventKind.SupplyLow, EventKind.SupplyRestored)]
    [InlineData(EventKind.PartFailed, EventKind.PartRecovered)]
    public void A_fault_that_ended_without_power_is_told_over(EventKind fault, EventKind end)
    {
        _rig.PowerUp();
        _rig.Run(5_000);
        SetFault(fault, true);
        _rig.Run(10_000);
        _rig.Depot.SetPower(false);
        SetFault(fault, false);

        _rig.PowerUp();
        _rig.Run(10_000);

        Assert.Equal([fault, end], _rig.Kinds().Where(kind => kind == fault || kind == end));
    }

    [Theory]
    [Trait("Promise", "D-12")]
    [InlineData(EventKind.MainsLost, EventKind.MainsRestored)]
    [InlineData(EventKind.TamperOpened, EventKind.TamperClosed)]
    [InlineData(EventKind.SupplyLow, EventKind.SupplyRestored)]
    [InlineData(EventKind.PartFailed, EventKind.PartRecovered)]
    public void A_fault_that_goes_on_over_a_start_is_told_once(EventKind fault, EventKind end)
    {
        _rig.PowerUp();
        _rig.Run(5_000);
        SetFault(fault, true);
        _rig.Run(10_000);

        _rig.Reboot();
        _rig.Run(70_000);

        Assert.Equal([fault], _rig.Kinds().Where(kind => kind == fault || kind == end));
    }

    [Theory]
    [Trait("Promise", "D-12")]
    [InlineData(EventKind.MainsLost)]
    [InlineData(EventKind.TamperOpened)]
    public void A_fault_that_begins_while_the_journal_is_away_is_told_once(EventKind fault)
    {
        _rig.PowerUp();
        _rig.Run(5_000);
        _rig.Depot.Board.FramA.IsPresent = false;
        _rig.Run(10_000);
        SetFault(fault, true);
        _rig.Run(10_000);
        _rig.Depot.Board.FramA.IsPresent = true;
        _rig.Run(10_000);

        _rig.Reboot();
        _rig.Run(10_000);

        Assert.Single(_rig.Kinds(), kind => kind == fault);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Wherever_the_power_goes_the_events_end_with_how_the_door_stands()
    {
        for (int operations = 1; operations <= 60; operations++)
        {
            using DepotRig rig = new();
            rig.PowerUp();
            rig.Depot.Touch(5, DoorAction.Pull);
            rig.Depot.Board.Io.CutAfter(operations);
            rig.Run(300);
            rig.Depot.SetPower(false);
            rig.Depot.Touch(5, DoorAction.Push);

            rig.PowerUp();

            IEnumerable<EventKind> told = Doors(rig, 5);
            Assert.False(OpenKinds.Contains(told.LastOrDefault()), $"cut after {operations}");
            rig.Depot.SetPower(false);
            rig.Depot.Touch(5, DoorAction.Pull);
            rig.PowerUp();
            Assert.Equal(EventKind.BreakIn, Doors(rig, 5).LastOrDefault());
        }
    }

    private void SetFault(EventKind fault, bool isFault)
    {
        VirtualBoard board = _rig.Depot.Board;
        board.MainsGood = !(isFault && fault == EventKind.MainsLost);
        board.TamperClosed = !(isFault && fault == EventKind.TamperOpened);
        board.MainsVolts = isFault && fault == EventKind.SupplyLow ? 10.4 : 12;
        board.MainI2c.ChipAt(0x68)!.IsPresent = !(isFault && fault == EventKind.PartFailed);
    }

    private void HaveSevenAccepted()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        Assert.True(_rig.Depot.TryType(Digits + "#", 60, 60, out _));
        while (!_rig.Kinds().Contains(EventKind.CodeAccepted))
            _rig.Run(10);
    }

    private void OpenSeven()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(5_000);
        Assert.Equal([EventKind.DoorOpened], Doors(7));
    }

    private IEnumerable<EventKind> Doors(int compartment) => Doors(_rig, compartment);

    private static IEnumerable<EventKind> Doors(DepotRig rig, int compartment) => rig.Journal()
        .Where(e => e.Compartment == compartment && (OpenKinds.Contains(e.Kind) || ClosedKinds.Contains(e.Kind)))
        .Select(e => e.Kind);
}
