using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// What somebody at the keypad, at a door, at the plug, or a part that flickers can cause without end, on the whole
/// controller without a network: what came before it still reaches the backend.
/// </summary>
[Trait("Promise", "D-08")]
[Trait("Promise", "G-06")]
public sealed class JournalFloodTests : IDisposable
{
    private const string Key = "47110815";
    private const string Slip = "47110816";
    private const string Forced = "47110817";
    private const string Technician = "47110818";
    private const int OneTime = 7;
    private const int MoreThanTheRing = 2_760;
    private const int HourMs = 3_600_000;

    private readonly DepotRig _rig = new();

    public JournalFloodTests()
    {
        CodeRecord expired = DepotRig.Code(10, 7);
        expired.NotAfter = 1;
        CodeRecord forced = DepotRig.Code(11, 7);
        forced.NotAfter = 1;
        forced.Flags = CodeFlags.Duress;
        CodeRecord technician = DepotRig.Code(12, CodeRecord.AnyCompartment);
        technician.Flags = CodeFlags.Maintenance;
        _rig.Load(
            (RecordKind.Code, _rig.Record(Key, DepotRig.Code(9, 7, uses: 2))),
            (RecordKind.Code, _rig.Record(Slip, expired)), (RecordKind.Code, _rig.Record(Forced, forced)),
            (RecordKind.Code, _rig.Record(Technician, technician)));
        _rig.Gateway.IsAnswering = false;
        _rig.PowerUp();
        _rig.Depot.Touch(5, DoorAction.Pull);
        _rig.Run(1000);
        _rig.Push(5);
        _rig.Type($"{Key}#");
        _rig.Run(1000);
        _rig.Push(7);
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Entries_that_no_code_has_the_length_of_write_nothing_and_are_one_sum_an_hour()
    {
        uint before = Journal.LastNumber;
        for (int i = 0; i < MoreThanTheRing; i++)
            _rig.Type("1#");
        bool isUntouched = Journal.LastNumber == before && Journal.Sums.Next == 0;
        _rig.Run(HourMs);
        _rig.Gateway.IsAnswering = true;
        _rig.Run(300_000);

        Assert.True(isUntouched);
        AssertTheEarlierOnesArrived();
        Assert.Equal(
            [(long)EventKind.CodeWrong, MoreThanTheRing, 1],
            Assert.Single(_rig.Gateway.Events, e => e.Kind == EventKind.Summed).Details);
    }

    [Fact]
    public void More_refused_codes_than_the_journal_holds_are_told_to_the_last_one()
    {
        for (int i = 0; i < MoreThanTheRing; i++)
            _rig.Type($"{Slip}#");
        _rig.Gateway.IsAnswering = true;
        _rig.Run(300_000);

        AssertTheEarlierOnesArrived();
        SeenEvent sum = Assert.Single(_rig.Gateway.Events, e => e.Kind == EventKind.Summed);
        int written = _rig.Gateway.Events.Count(e => e.Kind == EventKind.CodeRefused);
        Assert.Equal([(long)EventKind.CodeRefused, MoreThanTheRing - written, 10], sum.Details);
        Assert.Equal(7, sum.Compartment);
    }

    [Theory]
    [InlineData("refused", EventKind.CodeRefused)]
    [InlineData("refused offline", EventKind.OfflineRefused)]
    [InlineData("reopened", EventKind.Reopened)]
    [InlineData("reopened", EventKind.Pulsed)]
    [InlineData("reopened", EventKind.DoorOpened)]
    [InlineData("door played with", EventKind.BreakIn)]
    [InlineData("door played with", EventKind.DoorClosed)]
    [InlineData("door flaps", EventKind.Flapping)]
    [InlineData("left open", EventKind.DoorLeftOpen)]
    [InlineData("plug", EventKind.Booted)]
    [InlineData("mains", EventKind.MainsLost)]
    [InlineData("mains", EventKind.MainsRestored)]
    [InlineData("housing", EventKind.TamperOpened)]
    [InlineData("supply", EventKind.SupplyLow)]
    [InlineData("part", EventKind.PartFailed)]
    [InlineData("duress", EventKind.DuressEntered)]
    [InlineData("maintenance", EventKind.MaintenanceEntered)]
    public void What_can_be_caused_without_end_is_counted_once_its_room_is_used_up(string cause, EventKind kind)
    {
        const int Times = 6;
        _rig.Type($"{_rig.Offline(OneTime, Hour, 8)}#");
        _rig.Run(1000);
        _rig.Push(8);
        _rig.Run(cause == "reopened" ? 0 : 130_000);
        Fill(EventRegistry.WaitingMax(kind));
        uint before = Journal.LastNumber;

        for (int i = 0; i < Times; i++)
            Cause(cause);
        int counted = Journal.Sums.CountOf(kind);
        uint written = Journal.LastNumber - before;
        _rig.Run(200_000);
        _rig.Gateway.IsAnswering = true;
        _rig.Run(300_000);

        // A break-in is told of its compartment once more: as what quarantines it.
        Assert.InRange(counted, Times, 3 * Times);
        Assert.InRange(written, 0u, 2 * Times + (uint)(EventRegistry.RepeatableMax - EventRegistry.WaitingMax(kind)));
        AssertTheEarlierOnesArrived();
        Assert.Contains(_rig.Gateway.Events, e => e.Kind == EventKind.Summed && e.Details[0] == (long)kind
            && e.Details[1] >= counted);
    }

    [Fact]
    public void A_door_whose_last_change_was_only_counted_is_told_again_as_it_stands()
    {
        _rig.Depot.Touch(4, DoorAction.Pull);
        _rig.Run(1000);
        Fill(EventRegistry.RepeatableMax);
        _rig.Depot.Touch(3, DoorAction.Pull);
        _rig.Run(1000);
        _rig.Push(4);
        _rig.Run(10_000);

        _rig.Gateway.IsAnswering = true;
        _rig.Run(300_000);

        List<SeenEvent> after = [.. _rig.Gateway.Events.SkipWhile(e => e.Kind != EventKind.Summed)];
        Assert.Single(after, e => e.Kind == EventKind.DoorOpened && e.Compartment == 3);
        Assert.Single(after, e => e.Kind == EventKind.DoorClosed && e.Compartment == 4);
    }

    [Fact]
    public void A_door_that_was_only_counted_and_is_not_known_any_more_keeps_nobody_awake()
    {
        Fill(EventRegistry.RepeatableMax);
        _rig.Depot.Touch(3, DoorAction.Pull);
        _rig.Run(1000);
        _rig.Depot.Board.MainI2c.ChipAt(0x20)!.IsPresent = false;
        _rig.Gateway.IsAnswering = true;
        _rig.Run(300_000);
        int broken = _rig.Depot.Firmware!.Parts.Doors.WaitMs(_rig.NowMs);
        _rig.Depot.Board.MainI2c.ChipAt(0x20)!.IsPresent = true;
        _rig.Run(120_000);

        Assert.True(Journal.HasRoomForAll);
        Assert.InRange(broken, 1_000, int.MaxValue);
        Assert.Single(_rig.Gateway.Events, e => e.Kind == EventKind.DoorOpened && e.Compartment == 3);
    }

    private static uint Hour => (uint)new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds() / 3600;

    private Journal Journal => _rig.Depot.Firmware!.Parts.Journal;

    // With what uses up the room of a kind and nothing beyond.
    private void Fill(int room)
    {
        for (int i = 1; Journal.LastNumber - Journal.Acknowledged < room; i++)
        {
            Assert.True(Journal.TryAppend(EventKind.TableApplied, 0, 1, 1));
            // All that takes the bus longer than the watchdog waits.
            _rig.Run(i % 100 == 0 ? 1000 : 0);
        }

        _rig.Run(1000);
    }

    private void Cause(string cause)
    {
        VirtualBoard board = _rig.Depot.Board;
        switch (cause)
        {
            case "refused":
                _rig.Type($"{Slip}#");
                break;
            case "refused offline":
                _rig.Type($"{_rig.Offline(OneTime, Hour, 8)}#");
                break;
            case "reopened":
                _rig.Type($"{Key}#");
                _rig.Run(12_000);
                _rig.Push(7);
                break;
            case "door played with":
                _rig.Depot.Touch(5, DoorAction.Pull);
                _rig.Run(15_000);
                _rig.Push(5);
                break;
            case "door flaps":
                board.Doors[2].SwitchFlapsEveryMs = 300;
                _rig.Run(10_000);
                board.Doors[2].SwitchFlapsEveryMs = 0;
                _rig.Run(120_000);
                break;
            case "left open":
                _rig.Push(5);
                _rig.Depot.Touch(5, DoorAction.Pull);
                _rig.Run(125_000);
                break;
            case "plug":
                _rig.Reboot();
                break;
            case "mains":
                board.MainsGood = !board.MainsGood;
                _rig.Run(500);
                board.MainsGood = !board.MainsGood;
                _rig.Run(500);
                break;
            case "housing":
                board.TamperClosed = false;
                _rig.Run(500);
                board.TamperClosed = true;
                _rig.Run(500);
                break;
            case "supply":
                board.MainsVolts = 9;
                _rig.Run(5000);
                board.MainsVolts = 12;
                _rig.Run(5000);
                break;
            case "part":
                board.MainI2c.ChipAt(0x40)!.IsPresent = false;
                _rig.Run(65_000);
                board.MainI2c.ChipAt(0x40)!.IsPresent = true;
                _rig.Run(5000);
                break;
            case "duress":
                _rig.Type($"{Forced}#");
                break;
            default:
                _rig.Type($"{Technician}#");
                _rig.Type("*");
                break;
        }
    }

    private void AssertTheEarlierOnesArrived()
    {
        List<SeenEvent> told = _rig.Gateway.Events;
        Assert.Contains(told, e => e.Kind == EventKind.BreakIn && e.Compartment == 5);
        Assert.Contains(told, e => e.Kind == EventKind.CodeAccepted && e.Compartment == 7 && e.Details[0] == 9);
        Assert.Contains(told, e => e.Kind == EventKind.DoorOpened && e.Compartment == 7);
        Assert.DoesNotContain(told, e => e.Kind == EventKind.Gap);
        Assert.Equal(Enumerable.Range(1, told.Count), told.Select(e => (int)e.Number));
        Assert.Equal(0u, Journal.LastNumber - Journal.Acknowledged);
    }
}
