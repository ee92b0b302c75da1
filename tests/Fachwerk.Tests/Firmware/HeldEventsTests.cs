using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>The controller and a gateway that takes no events of it for a while (SPEC.md §6.4).</summary>
[Trait("Promise", "G-06")]
public sealed class HeldEventsTests : IDisposable
{
    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    [Trait("Promise", "D-08")]
    public void Events_are_kept_as_long_as_the_gateway_says_and_told_in_order_afterwards()
    {
        _rig.PowerUp();
        _rig.Run(70_000);
        _rig.Gateway.WaitSeconds = 240;
        _rig.Type("11111111#");
        _rig.Run(230_000);
        _rig.Type("22222222#");
        int asked = _rig.Gateway.Events.Count;
        int checkIns = _rig.Gateway.CheckIns.Count;
        _rig.Gateway.WaitSeconds = 0;

        _rig.Run(20_000);

        Assert.Equal(1, _rig.Gateway.Requests.Count(r => r.Resource == 'e' && r.AtMs is > 72_000 and < 300_000));
        Assert.InRange(checkIns, 4, 7);
        List<SeenEvent> journal = _rig.Journal();
        Assert.Equal((uint)journal.Count, _rig.Gateway.Acked);
        Assert.Equal(
            journal.Select(e => e.Number).TakeLast(_rig.Gateway.Events.Count - asked),
            _rig.Gateway.Events.Skip(asked).Select(e => e.Number));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void An_alarm_behind_events_that_have_to_wait_is_told_by_a_check_in_at_once_and_only_once()
    {
        _rig.PowerUp();
        _rig.Run(70_000);
        _rig.Gateway.WaitSeconds = 600;
        _rig.Type("11111111#");
        _rig.Run(3_000);
        int before = _rig.Gateway.CheckIns.Count;

        _rig.Depot.Touch(7, DoorAction.Pull);
        _rig.Run(3_000);
        int[] flags = [.. _rig.Gateway.CheckIns.Skip(before).Select(checkIn => checkIn.Flags)];
        _rig.Push(7);
        _rig.Run(30_000);
        int more = _rig.Gateway.CheckIns.Count - before;

        Assert.Contains(EventKind.BreakIn, _rig.Kinds());
        Assert.Equal([(int)CheckInFlags.AlarmWaits], flags.Select(one => one & (int)CheckInFlags.AlarmWaits));
        Assert.Equal(1, more);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void An_alarm_behind_events_that_have_to_wait_is_told_also_when_the_plug_was_pulled_after_it()
    {
        _rig.PowerUp();
        _rig.Run(70_000);
        _rig.Gateway.WaitSeconds = 600;
        _rig.Type("11111111#");
        _rig.Run(3_000);
        _rig.Gateway.IsAnswering = false;
        _rig.Depot.Touch(7, DoorAction.Pull);
        _rig.Run(1_000);
        _rig.Depot.SetPower(false);
        _rig.Gateway.IsAnswering = true;
        int before = _rig.Gateway.CheckIns.Count;

        _rig.PowerUp(20_000);

        Assert.NotEmpty(_rig.Gateway.CheckIns.Skip(before));
        Assert.All(_rig.Gateway.CheckIns.Skip(before), checkIn =>
            Assert.NotEqual(0, checkIn.Flags & (int)CheckInFlags.AlarmWaits));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void A_flood_of_events_waits_in_the_journal_and_is_told_whole_and_in_order_afterwards()
    {
        _rig.PowerUp();
        _rig.Run(70_000);
        _rig.Gateway.WaitSeconds = 60;
        int before = _rig.Gateway.Events.Count;
        Flood(2_500);
        _rig.Run(600_000);
        int meanwhile = _rig.Gateway.Events.Count;
        _rig.Gateway.WaitSeconds = 0;

        _rig.Run(90_000);

        Assert.InRange(_rig.Gateway.Requests.Count(r => r.Resource == 'e' && r.AtMs is > 72_000 and < 672_000), 9, 11);
        SeenEvent[] told = [.. _rig.Gateway.Events.Skip(meanwhile)];
        Assert.DoesNotContain(told, e => e.Kind == EventKind.Gap);
        Assert.Equal(_rig.Journal().Skip(before).Select(e => e.Number), told.Select(e => e.Number));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void More_than_the_journal_holds_is_told_by_a_gap_that_counts()
    {
        _rig.PowerUp();
        _rig.Run(70_000);
        _rig.Gateway.WaitSeconds = 60;
        uint acked = _rig.Gateway.Acked;
        Flood(Journal.Capacity + 500);
        _rig.Run(120_000);
        int meanwhile = _rig.Gateway.Events.Count;
        _rig.Gateway.WaitSeconds = 0;

        _rig.Run(90_000);

        SeenEvent[] told = [.. _rig.Gateway.Events.Skip(meanwhile)];
        Assert.Equal(EventKind.Gap, told[0].Kind);
        Assert.Equal(told[0].Number - acked, told[0].Details[0]);
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.Equal(pair.First.Number + 1, pair.Second.Number));
        Assert.Equal(_rig.Journal()[^1].Number, _rig.Gateway.Acked);
    }

    // Between two ticks, as fast as the chip takes them, of a kind that is never only counted.
    private void Flood(int events)
    {
        Journal journal = _rig.Depot.Firmware!.Parts.Journal;
        for (int i = 0; i < events; i++)
            Assert.True(journal.TryAppend(EventKind.CodeAccepted, 1, 11, 0));
    }
}
