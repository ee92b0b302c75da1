using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>Putting something in: compartments 1 to 3 are small, 4 and 5 medium, 6 large; 7 is the backend's.</summary>
[Trait("Promise", "D-03")]
public sealed class DepositTests : IDisposable
{
    private const string Any = "47110815";
    private const string Medium = "47110816";
    private const string Cooled = "47110817";
    private const string Pickup = "47110818";
    private const string OnlySix = "47110819";
    private const int CooledFeature = 2;

    private readonly DepotRig _rig = new();

    public DepositTests()
    {
        _rig.Load(Records());
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Row_deposit_code_asks_for_the_size_with_the_number_of_free_ones()
    {
        _rig.PowerUp();

        _rig.Type(Any + "#");
        string[] lines = [.. Enumerable.Range(0, 4).Select(_rig.Line)];
        _rig.Type("2");
        string opens = _rig.Line(0);
        _rig.Run(1000);

        Assert.Equal(["Größe? 1=S 2=M 3=L", "", "Frei: S 3 M 2 L 1", "* = Abbruch"], lines);
        Assert.Equal("Fach 4 öffnet", opens);
        Assert.True(_rig.IsOpen(4));
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.CodeAccepted && e.Compartment == 4);
    }

    [Fact]
    public void A_question_is_left_with_a_star_or_by_itself_and_nothing_is_used()
    {
        _rig.PowerUp();

        _rig.Type(Any + "#");
        _rig.Type("7");
        string stillAsked = _rig.Line(0);
        _rig.Type("*");
        string left = _rig.Line(0);
        _rig.Type(Any + "#");
        _rig.Run(11_000);
        string timedOut = _rig.Line(0);

        Assert.StartsWith("Größe?", stillAsked, StringComparison.Ordinal);
        Assert.Equal(("Code, dann # drücken", "Zeit abgelaufen"), (left, timedOut));
        Assert.DoesNotContain(EventKind.CodeAccepted, _rig.Kinds());
    }

    [Fact]
    public void Without_a_choice_the_lowest_fitting_compartment_opens_at_once()
    {
        _rig.PowerUp();

        _rig.Type(Cooled + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(5));
    }

    [Fact]
    public void The_same_code_takes_the_next_free_one_until_its_uses_are_spent()
    {
        _rig.PowerUp();

        for (int parcel = 1; parcel <= 3; parcel++)
        {
            _rig.Type(Any + "#");
            _rig.Type("1");
            _rig.Run(1000);
            _rig.Push(parcel);
        }

        _rig.Type(Any + "#");
        string refused = _rig.Line(0);

        Assert.Equal((1, 1, 1), (_rig.Pulses(1), _rig.Pulses(2), _rig.Pulses(3)));
        Assert.Equal("Code verbraucht", refused);
    }

    [Fact]
    public void Row_deposit_none_free_says_so()
    {
        _rig.PowerUp();
        _rig.Type(Cooled + "#");
        _rig.Run(1000);
        _rig.Push(5);

        _rig.Type(Cooled + "#");

        Assert.Equal("Kein Fach frei", _rig.Line(0));
        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.CodeRefused && e.Details[1] == (int)RefusalReason.NoneFree);
    }

    [Fact]
    public void Open_and_quarantined_compartments_and_those_of_the_backend_are_not_offered()
    {
        _rig.Depot.Touch(1, DoorAction.Pull);
        _rig.PowerUp();
        _rig.Gateway.SendOrder(1, OrderKind.Quarantine, 2, _rig.NowUnix + 30);
        _rig.Run(500);

        _rig.Type(Any + "#");

        Assert.Equal("Frei: S 1 M 2 L 1", _rig.Line(2));
    }

    [Fact]
    public void What_was_put_in_stays_taken_through_power_loss_until_the_backend_knows()
    {
        _rig.PowerUp();
        _rig.Type(Cooled + "#");
        _rig.Run(1000);
        _rig.Push(5);
        uint deposit = _rig.Journal().Single(e => e.Kind == EventKind.CodeAccepted).Number;
        _rig.Reboot();
        _rig.Type(Cooled + "#");
        string taken = _rig.Line(0);

        _rig.AsOfEvent = deposit;
        _rig.Gateway.Table = _rig.TableBody(2, Records());
        _rig.Gateway.TableVersion = 2;
        _rig.Run(70_000);
        _rig.Type(Cooled + "#");
        _rig.Run(1000);

        Assert.Equal("Kein Fach frei", taken);
        Assert.Equal(2, _rig.Pulses(5));
    }

    [Fact]
    public void A_code_issued_before_the_deposit_does_not_open_it()
    {
        _rig.PowerUp();
        _rig.Type(OnlySix + "#");
        _rig.Run(1000);
        _rig.Push(6);

        _rig.Type(Pickup + "#");
        _rig.Run(1000);

        Assert.Equal("Fach gestört", _rig.Line(0));
        Assert.Equal(1, _rig.Pulses(6));
    }

    [Fact]
    public void Row_closed_again_after_a_deposit_offers_another_compartment_for_a_minute()
    {
        _rig.PowerUp();
        _rig.Type(Medium + "#");
        _rig.Type("2");
        _rig.Run(1000);
        _rig.Push(4);
        _rig.Run(5000);
        string offer = _rig.Line(2);

        _rig.Type("0#");
        string[] asked = [_rig.Line(0), _rig.Line(1)];
        _rig.Type("2");
        _rig.Run(1000);

        Assert.Equal("Passt nicht? 0#", offer);
        Assert.Equal(["1 = gleiches Fach", "2 = größeres Fach"], asked);
        Assert.True(_rig.IsOpen(6));
        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.DepositSwapped && e.Compartment == 6 && e.Details[1] == 4);
        Assert.Single(_rig.Kinds(), EventKind.CodeAccepted);
    }

    [Fact]
    public void The_same_compartment_opens_again_without_a_use()
    {
        _rig.PowerUp();
        _rig.Type(OnlySix + "#");
        _rig.Run(1000);
        _rig.Push(6);

        _rig.Type("0#");
        _rig.Run(1000);

        Assert.Equal(2, _rig.Pulses(6));
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.Reopened && e.Compartment == 6);
    }

    // Found by world 82: a courier who found nothing free got at the deposit of the one before.
    [Fact]
    [Trait("Promise", "D-03")]
    public void Another_code_ends_the_offer_of_the_deposit_before()
    {
        _rig.PowerUp();
        _rig.Type(Cooled + "#");
        _rig.Run(1000);
        _rig.Push(5);
        _rig.Type(OnlySix + "#");
        _rig.Run(1000);
        _rig.Push(6);
        _rig.Type(Cooled + "#");
        string refused = _rig.Line(0);

        _rig.Type("0#");
        _rig.Run(1000);

        Assert.Equal("Kein Fach frei", refused);
        Assert.Equal(1, _rig.Pulses(6));
        Assert.DoesNotContain(EventKind.Reopened, _rig.Kinds());
    }

    // Found by world 604237.
    [Fact]
    [Trait("Promise", "D-12")]
    public void A_door_that_cannot_be_seen_for_a_while_does_not_end_the_deposit()
    {
        _rig.PowerUp();
        _rig.Type(OnlySix + "#");
        _rig.Run(1000);
        _rig.Depot.Board.MainI2c.ChipAt(0x20)!.IsPresent = false;
        _rig.Run(3000);
        _rig.Depot.Board.Replace(_rig.Depot.Board.MainI2c.ChipAt(0x20)!);
        _rig.Run(5000);

        _rig.Type("0#");
        _rig.Run(1000);

        Assert.Equal(1, _rig.Pulses(6));
        Assert.DoesNotContain(EventKind.Reopened, _rig.Kinds());
    }

    [Fact]
    [Trait("Promise", "D-07")]
    public void What_was_opened_by_an_order_meanwhile_is_not_offered_any_more()
    {
        _rig.PowerUp();
        _rig.Type(OnlySix + "#");
        _rig.Run(1000);
        _rig.Push(6);
        _rig.Gateway.SendOrder(1, OrderKind.Open, 6, _rig.NowUnix + 30);
        _rig.Run(1000);
        _rig.Push(6);

        _rig.Type("0#");
        _rig.Run(1000);

        Assert.Equal(2, _rig.Pulses(6));
    }

    [Fact]
    public void After_a_minute_the_offer_is_gone()
    {
        _rig.PowerUp();
        _rig.Type(OnlySix + "#");
        _rig.Run(1000);
        _rig.Push(6);
        _rig.Run(60_000);
        string shown = _rig.Line(0);

        _rig.Type("0#");
        _rig.Run(1000);

        Assert.Equal("Code, dann # drücken", shown);
        Assert.Equal(1, _rig.Pulses(6));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void When_the_door_does_not_open_another_compartment_is_offered()
    {
        _rig.Depot.Touch(4, DoorAction.Jam);
        _rig.PowerUp();
        _rig.Type(Medium + "#");
        _rig.Type("2");
        _rig.Run(10_000);
        HashSet<string> pages = [];
        for (int second = 0; second < 12; second++)
        {
            pages.Add($"{_rig.Line(0)}|{_rig.Line(2)}|{_rig.Line(3)}");
            _rig.Run(1_000);
        }

        _rig.Type("0#");
        _rig.Run(1000);

        Assert.Equal(
            ["Tür 4 klemmt|Anderes Fach: 0#|", "Tür 4 klemmt|Hilfe:|Betreiber anrufen"], pages.Order());
        Assert.True(_rig.IsOpen(5));
        Assert.Single(_rig.Kinds(), EventKind.CodeAccepted);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void A_slot_cut_at_any_byte_is_taken_or_as_before_and_never_offered_by_mistake()
    {
        for (int cut = 0; cut <= 10; cut++)
        {
            TornBus bus = new();
            DepositStore store = Store(bus);
            bus.CutAfter(cut);
            bool isTaken = store.TryTake(5, 77, 3);
            bus.Restore();
            bool isBlank = bus.Chip(0).AsSpan(FramMap.Deposits + 40, 10).IndexOfAnyExcept((byte)0) < 0;
            DepositStore after = Store(bus);

            Assert.Equal(!isBlank, after.IsTaken(5));
            Assert.True(!isTaken || !after.IsOfAnother(5, 77));
        }
    }

    [Fact]
    [Trait("Promise", "B-02")]
    public void A_deposit_that_a_restored_backend_has_forgotten_takes_its_compartment_again()
    {
        // Found by the worlds: seed 119 with fleet goes back=10.
        TornBus bus = new();
        DepositStore store = Store(bus);
        store.TryTake(5, 77, 3);
        store.NoteKnown(3);
        bool isTakenOnceKnown = store.IsTaken(5);

        DepositStore after = Store(bus);
        after.NoteKnown(2);
        bool isTakenOnceForgotten = after.IsTaken(5) && after.IsOfAnother(5, 78) && !after.IsOfAnother(5, 77);
        after.NoteKnown(4);

        Assert.Equal((false, true, false), (isTakenOnceKnown, isTakenOnceForgotten, after.IsTaken(5)));
    }

    [Fact]
    public void A_damaged_slot_is_cleared_by_a_table_that_knows_all_events_and_stays_so()
    {
        TornBus bus = new();
        Store(bus).TryTake(5, 77, 0);
        bus.Chip(0)[FramMap.Deposits + 40] ^= 0xFF;
        DepositStore store = Store(bus);
        store.NoteKnown(1);

        Assert.True(bus.Chip(0).AsSpan(FramMap.Deposits + 40, 10).IndexOfAnyExcept((byte)0) < 0);
        Assert.False(Store(bus).IsTaken(5));
    }

    private static DepositStore Store(TornBus bus)
    {
        Fram fram = new(bus, 0x50);
        Journal journal = new(fram);
        journal.Load();
        DepositStore store = new(fram, journal);
        Assert.True(store.TryLoad());
        return store;
    }

    private (RecordKind, byte[])[] Records() =>
    [
        (RecordKind.Compartment, DepotRig.Compartment(1, CompartmentSize.Small)),
        (RecordKind.Compartment, DepotRig.Compartment(2, CompartmentSize.Small)),
        (RecordKind.Compartment, DepotRig.Compartment(3, CompartmentSize.Small)),
        (RecordKind.Compartment, DepotRig.Compartment(4, CompartmentSize.Medium)),
        (RecordKind.Compartment, DepotRig.Compartment(5, CompartmentSize.Medium, features: CooledFeature)),
        (RecordKind.Compartment, DepotRig.Compartment(6, CompartmentSize.Large)),
        (RecordKind.Compartment, DepotRig.Compartment(7, CompartmentSize.Small, CompartmentPool.Backend)),
        (RecordKind.Code, _rig.Record(Any, Deposit(20, 255, 1, 0, uses: 3))),
        (RecordKind.Code, _rig.Record(Medium, Deposit(21, 255, 2, 0, uses: 1))),
        (RecordKind.Code, _rig.Record(Cooled, Deposit(22, 255, 1, CooledFeature))),
        (RecordKind.Code, _rig.Record(OnlySix, Deposit(23, 6, 0, 0))),
        (RecordKind.Code, _rig.Record(Pickup, DepotRig.Code(24, 6)))
    ];

    private static CodeRecord Deposit(uint id, int compartment, int size, int features, int uses = 0)
    {
        CodeRecord code = DepotRig.Code(id, compartment, uses);
        code.Flags = CodeFlags.Deposit;
        code.Wanted = size | features << 3;
        return code;
    }
}
