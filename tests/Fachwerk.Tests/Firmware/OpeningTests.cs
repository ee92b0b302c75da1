using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>A person at the keypad, the whole way to the door.</summary>
public sealed class OpeningTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    [Trait("Promise", "D-01")]
    [Trait("Promise", "D-02")]
    public void A_code_opens_its_door_without_network()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Depot.SetNetwork(false);
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        string shown = _rig.Line(0);
        _rig.Run(1000);

        Assert.Equal("Fach 7 öffnet", shown);
        Assert.True(_rig.IsOpen(7));
        Assert.Equal(
            [EventKind.Booted, EventKind.CodeAccepted, EventKind.DoorOpened, EventKind.Pulsed], _rig.Kinds());
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void The_event_is_in_the_journal_before_the_solenoid_is_driven()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        Assert.True(_rig.Depot.TryType(Digits + "#", 60, 60, out _));

        while (!_rig.Depot.Board.Solenoids[6].IsEnergized)
            _rig.Run(10);

        SeenEvent last = _rig.Journal()[^1];
        Assert.Equal(EventKind.CodeAccepted, last.Kind);
        Assert.Equal(7, last.Compartment);
        Assert.Equal(9, last.Details[0]);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Two_orders_never_drive_two_solenoids_together_and_a_pulse_is_bounded()
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.PulseLength, 0xFF, 0xFF)));
        _rig.PowerUp();
        _rig.Gateway.SendOrder(1, OrderKind.Open, 3, _rig.NowUnix + 30);
        _rig.Gateway.SendOrder(2, OrderKind.Open, 12, _rig.NowUnix + 30);
        _rig.Type(Digits + "#");

        _rig.Run(5000);

        Assert.True(_rig.IsOpen(3) && _rig.IsOpen(12) && _rig.IsOpen(7));
        Assert.Equal(1, _rig.Depot.Board.SolenoidsTogetherMax);
        Assert.All(_rig.Depot.Board.Solenoids, coil => Assert.InRange(coil.LongestPulseMs, 0, 750));
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_one_time_code_opens_once_and_is_reopened_only_within_two_minutes()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7, uses: 1));
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(1000);
        _rig.Push(7);
        string offered = _rig.Line(0);
        _rig.Run(100_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        bool isReopened = _rig.IsOpen(7);
        _rig.Push(7);
        _rig.Run(121_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.Equal("Wieder öffnen:", offered);
        Assert.True(isReopened);
        Assert.False(_rig.IsOpen(7));
        Assert.Equal("Code verbraucht", _rig.Line(0));
        Assert.Equal(2, _rig.Pulses(7));
    }

    // KEYPAD.md, "Reopening": unless it was assigned by anything else since.
    [Theory]
    [Trait("Promise", "D-03")]
    [Trait("Promise", "D-13")]
    [InlineData(7, "Code verbraucht", 1)]
    [InlineData(8, "Fach 7 öffnet", 2)]
    public void A_new_table_ends_the_reopening_of_the_compartments_it_assigns_and_of_no_other(
        int assigned, string shown, int pulses)
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7, uses: 1));
        _rig.PowerUp();
        _rig.Run(61_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        _rig.Push(7);

        _rig.Gateway.Table = _rig.TableBody(1, _rig.Depot.Firmware!.Parts.Table.Digest, 2,
            (RecordKind.Code, _rig.Record("12345678", DepotRig.Code(10, assigned))));
        _rig.Gateway.TableVersion = 2;
        _rig.Gateway.SendOrder(1, OrderKind.Refresh, 0, uint.MaxValue);
        _rig.Run(5000);
        _rig.Type(Digits + "#");

        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.TableApplied && e.Details[1] == 2);
        Assert.Equal(shown, _rig.Line(0));
        _rig.Run(1000);
        Assert.Equal(pulses, _rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_one_time_code_stays_used_after_power_loss()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7, uses: 1));
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        _rig.Push(7);

        _rig.Reboot();
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.False(_rig.IsOpen(7));
        Assert.Equal(1, _rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_left_open_is_hinted_at_and_then_alarmed()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(6000);
        string open = _rig.Line(0);
        _rig.Run(27_000);
        string hint = _rig.Line(0);
        bool isTold = _rig.Kinds().Contains(EventKind.DoorLeftOpen);
        _rig.Run(90_000);

        Assert.Equal("Bitte Tür schließen", open);
        Assert.Equal("Tür 7 offen", hint);
        Assert.False(isTold);
        Assert.Single(_rig.Kinds(), EventKind.DoorLeftOpen);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_that_stays_shut_gets_three_pulses_and_is_blocked()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
        _rig.Depot.Touch(7, DoorAction.Jam);

        _rig.Type(Digits + "#");
        _rig.Run(6000);

        Assert.Equal(3, _rig.Pulses(7));
        Assert.Single(_rig.Kinds(), EventKind.DoorBlocked);
        Assert.Equal("Tür 7 klemmt", _rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_pulled_open_without_a_pulse_is_a_break_in()
    {
        _rig.PowerUp();

        _rig.Depot.Touch(5, DoorAction.Pull);
        _rig.Run(100);

        SeenEvent told = Assert.Single(_rig.Journal(), e => e.Kind == EventKind.BreakIn);
        Assert.Equal(5, told.Compartment);
    }

    [Fact]
    [Trait("Promise", "D-07")]
    public void A_door_whose_switch_claims_to_be_open_is_pulsed_all_the_same()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Depot.Board.Doors[6].SwitchIsBroken = true;
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(5000);

        Assert.True(_rig.IsOpen(7));
        Assert.Equal(1, _rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void With_an_unknown_clock_only_codes_until_revoked_open()
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Code, _rig.Record("12345678", UntilRevoked(10, 8))));
        _rig.Depot.SetNetwork(false);
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        string refused = _rig.Line(0);
        _rig.Type("12345678#");
        _rig.Run(1000);

        Assert.Equal("Uhrzeit unbekannt", refused);
        Assert.False(_rig.IsOpen(7));
        Assert.True(_rig.IsOpen(8));
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void A_dead_display_does_not_stop_the_door_and_is_reported()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.Depot.Board.DisplayExpander.IsPresent = false;
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
        Assert.Contains(EventKind.PartFailed, _rig.Kinds());
    }

    private static Fachwerk.Protocol.Codes.CodeRecord UntilRevoked(uint id, int compartment)
    {
        Fachwerk.Protocol.Codes.CodeRecord code = DepotRig.Code(id, compartment);
        code.Flags = Fachwerk.Protocol.Codes.CodeFlags.UntilRevoked;
        return code;
    }
}
