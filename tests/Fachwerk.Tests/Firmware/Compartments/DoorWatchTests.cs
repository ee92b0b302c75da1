using Fachwerk.Firmware;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Compartments;

/// <summary>What is told of doors, and what is not.</summary>
public sealed class DoorWatchTests : IDisposable
{
    private static readonly EventKind[] DoorKinds =
        [EventKind.DoorOpened, EventKind.DoorClosed, EventKind.BreakIn, EventKind.Flapping];

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(2000)]
    [InlineData(300)]
    [InlineData(7)]
    [Trait("Promise", "D-06")]
    public void A_switch_that_flaps_is_told_once_and_then_at_most_once_a_minute(int everyMs)
    {
        _rig.PowerUp();
        _rig.Depot.Board.Doors[4].SwitchFlapsEveryMs = everyMs;

        _rig.Run(10 * 60_000);

        List<SeenEvent> told = Told(5);
        int at = told.FindIndex(e => e.Kind == EventKind.Flapping);
        Assert.InRange(at, 0, 10);
        Assert.Single(told, e => e.Kind == EventKind.Flapping);
        Assert.InRange(told.Count - at - 1, 0, 10);
        Assert.True(_rig.Depot.Firmware!.Parts.Doors.IsFlapping(5));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_switch_that_has_been_calm_for_a_minute_is_told_as_ever()
    {
        _rig.PowerUp();
        _rig.Depot.Board.Doors[4].SwitchFlapsEveryMs = 500;
        _rig.Run(20_000);
        _rig.Depot.Board.Doors[4].SwitchFlapsEveryMs = 0;
        _rig.Run(61_000);
        int before = Told(5).Count;

        _rig.Depot.Touch(5, DoorAction.Pull);
        _rig.Run(200);
        _rig.Push(5);

        Assert.False(_rig.Depot.Firmware!.Parts.Doors.IsFlapping(5));
        Assert.Equal([EventKind.BreakIn, EventKind.DoorClosed], Told(5).Skip(before).Select(e => e.Kind));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Ten_changes_in_a_minute_are_a_busy_door_not_a_flapping_one()
    {
        _rig.PowerUp();

        for (int i = 0; i < 5; i++)
        {
            _rig.Depot.Touch(5, DoorAction.Pull);
            _rig.Run(5_000);
            _rig.Push(5);
        }

        Assert.DoesNotContain(Told(5), e => e.Kind == EventKind.Flapping);
        Assert.Equal(10, Told(5).Count);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_is_noticed_within_a_tenth_of_a_second()
    {
        VirtualBoard board = _rig.Depot.Board;
        board.PowerUp();
        LockerController controller = new(board, "0.1.0");
        long nowMs = Tick(controller, 0, 2_000);
        board.Doors[4].Pull();

        Tick(controller, nowMs, nowMs + 100);

        Assert.Equal(DoorState.Open, controller.Parts.Doors.StateOf(5));
        Assert.Contains(Told(5), e => e.Kind == EventKind.BreakIn);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    [Trait("Promise", "D-12")]
    public void What_changed_while_an_expander_was_away_is_told_when_it_is_back()
    {
        _rig.PowerUp();
        _rig.Depot.Touch(2, DoorAction.Pull);
        _rig.Depot.Touch(3, DoorAction.Pull);
        _rig.Run(1000);
        _rig.Depot.Board.MainI2c.ChipAt(0x20)!.IsPresent = false;
        _rig.Run(1000);
        DoorState away = _rig.Depot.Firmware!.Parts.Doors.StateOf(1);

        _rig.Depot.Touch(1, DoorAction.Pull);
        _rig.Depot.Touch(2, DoorAction.Push);
        _rig.Run(1000);
        _rig.Depot.Board.MainI2c.ChipAt(0x20)!.IsPresent = true;
        _rig.Run(6000);

        Assert.Equal(DoorState.Unknown, away);
        Assert.Equal([EventKind.BreakIn], Told(1).Select(e => e.Kind));
        Assert.Equal([EventKind.BreakIn, EventKind.DoorClosed], Told(2).Select(e => e.Kind));
        Assert.Equal([EventKind.BreakIn], Told(3).Select(e => e.Kind));
        Assert.Empty(Told(4));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_opened_without_power_is_left_open_two_minutes_after_the_start()
    {
        _rig.PowerUp();
        _rig.Depot.SetPower(false);
        _rig.Depot.Touch(5, DoorAction.Pull);
        _rig.PowerUp();
        _rig.Run(61_000);
        CheckIn checkIn = _rig.Gateway.CheckIns[^1];
        _rig.Run(61_000);

        Assert.True(checkIn.OpenDoors.IsSet(5));
        Assert.Equal("Tür 5 offen", _rig.Line(0));
        Assert.Single(_rig.Journal(), e => e.Kind == EventKind.DoorLeftOpen && e.Compartment == 5);
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void An_expander_that_answers_nonsense_opens_no_door_in_the_journal()
    {
        _rig.PowerUp();

        _rig.Depot.Board.MainI2c.ChipAt(0x20)!.AnswersGarbage = true;
        _rig.Run(60_000);

        Assert.DoesNotContain(_rig.Journal(), e => DoorKinds.Contains(e.Kind));
        Assert.Single(_rig.Journal(), e => e.Kind == EventKind.PartFailed);
        Assert.Equal(DoorState.Unknown, _rig.Depot.Firmware!.Parts.Doors.StateOf(1));
        Assert.Equal(DoorState.Closed, _rig.Depot.Firmware.Parts.Doors.StateOf(9));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    [Trait("Promise", "D-12")]
    public void Sixty_four_doors_that_open_together_are_all_seen_at_once_and_all_told()
    {
        using DepotRig rig = new(compartments: 64);
        rig.Depot.SetNetwork(false);
        rig.PowerUp();
        rig.Run(4000);
        rig.Depot.Board.Doors.ToList().ForEach(door => door.Pull());
        int[] told = new int[150];
        for (int tick = 0; tick < told.Length; tick++)
        {
            rig.Run(10);
            told[tick] = rig.Depot.Firmware!.Parts.Doors.StateOf(64) == DoorState.Open
                ? (int)rig.Depot.Firmware.Parts.Journal.LastNumber : 0;
        }

        SeenEvent[] events = [.. rig.Journal().Where(e => e.Kind == EventKind.BreakIn)];
        Assert.InRange(told.TakeWhile(number => number == 0).Count(), 3, 30);
        Assert.Equal(Enumerable.Range(1, 64), events.Select(e => e.Compartment).Order());
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_that_shuts_again_before_its_turn_to_be_told_is_no_news()
    {
        _rig.PowerUp();
        _rig.Run(2000);
        _rig.Depot.Board.Doors.ToList().ForEach(door => door.Pull());
        _rig.Run(60);
        _rig.Depot.Board.Doors[15].Push();
        _rig.Run(2000);
        _rig.Depot.Board.Doors[14].Push();
        _rig.Run(200);

        Assert.Empty(Told(16));
        Assert.Equal([EventKind.BreakIn, EventKind.DoorClosed], Told(15).Select(e => e.Kind));
        Assert.Equal(DoorState.Closed, _rig.Depot.Firmware!.Parts.Doors.StateOf(16));
    }

    private List<SeenEvent> Told(int compartment) =>
        [.. _rig.Journal().Where(e => e.Compartment == compartment && DoorKinds.Contains(e.Kind))];

    // The device cannot foresee an input, so its loop polls; here as slowly as HARDWARE.md allows.
    private long Tick(LockerController controller, long nowMs, long untilMs)
    {
        while (nowMs < untilMs)
        {
            nowMs += Math.Min(50, controller.Tick(nowMs));
            _rig.Depot.Board.Advance(nowMs);
        }

        return nowMs;
    }
}
