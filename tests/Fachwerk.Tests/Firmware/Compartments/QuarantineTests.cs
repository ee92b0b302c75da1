using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Compartments;

public sealed class QuarantineTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly TornBus _bus = new();
    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_compartment_stays_quarantined_over_a_boot_until_it_is_lifted()
    {
        Quarantine before = Loaded();
        Assert.True(before.TrySet(1, QuarantineCause.Order));
        Assert.True(before.TrySet(64, QuarantineCause.Blocked));
        Assert.True(before.TryLift(1));

        Quarantine after = Loaded();

        Assert.True(after.IsQuarantined(64));
        Assert.DoesNotContain(Enumerable.Range(0, 64), after.IsQuarantined);
        Assert.False(after.IsQuarantined(65));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void What_the_journal_says_is_in_force_after_a_cut_at_any_byte()
    {
        for (int cut = 0; cut <= 80; cut++)
        {
            Assert.True(Loaded().TryLift(7));
            Quarantine torn = Loaded();
            _bus.CutAfter(cut);
            bool isDurable = torn.TrySet(7, QuarantineCause.BreakIn);
            _bus.Restore();

            Quarantine after = Loaded();

            Assert.Equal(IsLastEventQuarantined(), after.IsQuarantined(7));
            Assert.True(!isDurable || after.IsQuarantined(7));
        }
    }

    [Fact]
    public void Quarantining_twice_tells_it_once()
    {
        Quarantine quarantine = Loaded();

        Assert.True(quarantine.TrySet(7, QuarantineCause.Blocked));
        Assert.True(quarantine.TrySet(7, QuarantineCause.Order));
        Assert.True(quarantine.TryLift(7));
        Assert.True(quarantine.TryLift(7));

        Assert.Equal(2u, LoadedJournal().LastNumber);
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void Orders_quarantine_and_lift_and_are_remembered()
    {
        _rig.PowerUp();
        _rig.Run(61_000);

        Send(1, OrderKind.Quarantine, 4);
        bool isSet = _rig.Depot.Firmware!.Parts.Quarantine.IsQuarantined(4);
        Send(2, OrderKind.LiftQuarantine, 4);
        Send(1, OrderKind.Quarantine, 4);
        Send(3, OrderKind.Quarantine, 17);
        Send(4, OrderKind.LiftQuarantine, 0);

        Assert.True(isSet);
        Assert.False(_rig.Depot.Firmware.Parts.Quarantine.IsQuarantined(4));
        Assert.Equal(
            [OrderOutcome.Done, OrderOutcome.Done, OrderOutcome.Done, OrderOutcome.NoSuchCompartment,
                OrderOutcome.NoSuchCompartment],
            _rig.Gateway.OrderAnswers.Select(a => (OrderOutcome)a.Outcome));
        SeenEvent told = Assert.Single(_rig.Journal(), e => e.Kind == EventKind.Quarantined);
        Assert.Equal((4, (long)QuarantineCause.Order), (told.Compartment, told.Details[0]));
        Assert.Single(_rig.Journal(), e => e.Kind == EventKind.QuarantineLifted && e.Compartment == 4);
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_quarantine_by_order_ends_the_reopening()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7, uses: 1));
        _rig.PowerUp();
        _rig.Run(61_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        _rig.Push(7);

        Send(1, OrderKind.Quarantine, 7);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.False(_rig.IsOpen(7));
        Assert.Equal(1, _rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    [Trait("Promise", "D-07")]
    public void A_blocked_door_is_quarantined_and_its_pickup_is_tried_all_the_same()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7, uses: 1));
        _rig.PowerUp();
        _rig.Depot.Touch(7, DoorAction.Jam);
        _rig.Type(Digits + "#");
        _rig.Run(6000);
        bool isQuarantined = _rig.Depot.Firmware!.Parts.Quarantine.IsQuarantined(7);

        _rig.Depot.Touch(7, DoorAction.Free);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(isQuarantined);
        Assert.True(_rig.IsOpen(7));
        SeenEvent told = Assert.Single(_rig.Journal(), e => e.Kind == EventKind.Quarantined);
        Assert.Equal((7, (long)QuarantineCause.Blocked), (told.Compartment, told.Details[0]));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_compartment_broken_into_is_quarantined_also_after_a_boot()
    {
        _rig.PowerUp();

        _rig.Depot.Touch(5, DoorAction.Pull);
        _rig.Run(200);
        _rig.Reboot();

        Assert.True(_rig.Depot.Firmware!.Parts.Quarantine.IsQuarantined(5));
        SeenEvent told = Assert.Single(_rig.Journal(), e => e.Kind == EventKind.Quarantined);
        Assert.Equal((5, (long)QuarantineCause.BreakIn), (told.Compartment, told.Details[0]));
    }

    private void Send(uint id, OrderKind kind, int compartment)
    {
        _rig.Gateway.SendOrder(id, kind, compartment, _rig.NowUnix + 30);
        _rig.Run(1000);
    }

    private Fram NewFram() => new(_bus, Fram.FirstAddress);

    private Journal LoadedJournal()
    {
        Journal journal = new(NewFram());
        Assert.NotEqual(LoadResult.NoAnswer, journal.Load());
        return journal;
    }

    private Quarantine Loaded()
    {
        Quarantine quarantine = new(NewFram(), LoadedJournal());
        Assert.True(quarantine.TryLoad());
        return quarantine;
    }

    private bool IsLastEventQuarantined()
    {
        Journal journal = LoadedJournal();
        JournalEntry entry = new();
        return journal.TryRead(journal.LastNumber, entry) && entry.Kind == EventKind.Quarantined;
    }
}
