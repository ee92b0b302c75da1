using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>A person at the keypad, the whole way to the door.</summary>
public sealed class OpeningTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    [Trait("Promise", "D-01")]
    [Trait("Promise", "D-02")]
    public void A_code_opens_its_door_without_network()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.Depot.SetNetwork(false);
        rig.PowerUp();

        rig.Type(Digits + "#");
        string shown = rig.Line(0);
        rig.Run(1000);

        Assert.Equal("Fach 7 öffnet", shown);
        Assert.True(rig.IsOpen(7));
        Assert.Equal(
            [EventKind.Booted, EventKind.CodeAccepted, EventKind.DoorOpened, EventKind.Pulsed], rig.Kinds());
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void The_event_is_in_the_journal_before_the_solenoid_is_driven()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.PowerUp();
        Assert.True(rig.Depot.TryType(Digits + "#", 60, 60, out _));

        while (!rig.Depot.Board.Solenoids[6].IsEnergized)
            rig.Run(10);

        SeenEvent last = rig.Journal()[^1];
        Assert.Equal(EventKind.CodeAccepted, last.Kind);
        Assert.Equal(7, last.Compartment);
        Assert.Equal(9, last.Details[0]);
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Two_orders_never_drive_two_solenoids_together_and_a_pulse_is_bounded()
    {
        rig.Load(
            (RecordKind.Code, rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.PulseLength, 0xFF, 0xFF)));
        rig.PowerUp();
        rig.Gateway.SendOrder(1, OrderKind.Open, 3, rig.NowUnix + 30);
        rig.Gateway.SendOrder(2, OrderKind.Open, 12, rig.NowUnix + 30);
        rig.Type(Digits + "#");

        rig.Run(5000);

        Assert.True(rig.IsOpen(3) && rig.IsOpen(12) && rig.IsOpen(7));
        Assert.Equal(1, rig.Depot.Board.SolenoidsTogetherMax);
        Assert.All(rig.Depot.Board.Solenoids, coil => Assert.InRange(coil.LongestPulseMs, 0, 750));
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_one_time_code_opens_once_and_is_reopened_only_within_two_minutes()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7, uses: 1));
        rig.PowerUp();

        rig.Type(Digits + "#");
        rig.Run(1000);
        rig.Push(7);
        string offered = rig.Line(0);
        rig.Run(100_000);
        rig.Type(Digits + "#");
        rig.Run(1000);
        bool isReopened = rig.IsOpen(7);
        rig.Push(7);
        rig.Run(121_000);
        rig.Type(Digits + "#");
        rig.Run(1000);

        Assert.Equal("Nochmal öffnen:", offered);
        Assert.True(isReopened);
        Assert.False(rig.IsOpen(7));
        Assert.Equal("Code verbraucht", rig.Line(0));
        Assert.Equal(2, rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_one_time_code_stays_used_after_power_loss()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7, uses: 1));
        rig.PowerUp();
        rig.Type(Digits + "#");
        rig.Run(1000);
        rig.Push(7);

        rig.Reboot();
        rig.Type(Digits + "#");
        rig.Run(1000);

        Assert.False(rig.IsOpen(7));
        Assert.Equal(1, rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_left_open_is_hinted_at_and_then_alarmed()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.PowerUp();
        rig.Type(Digits + "#");
        rig.Run(6000);
        string open = rig.Line(0);
        rig.Run(27_000);
        string hint = rig.Line(0);
        bool isTold = rig.Kinds().Contains(EventKind.DoorLeftOpen);
        rig.Run(90_000);

        Assert.Equal("Bitte Tür schließen", open);
        Assert.Equal("Tür 7 offen", hint);
        Assert.False(isTold);
        Assert.Single(rig.Kinds(), EventKind.DoorLeftOpen);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_that_stays_shut_gets_three_pulses_and_is_blocked()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.PowerUp();
        rig.Depot.Touch(7, DoorAction.Jam);

        rig.Type(Digits + "#");
        rig.Run(6000);

        Assert.Equal(3, rig.Pulses(7));
        Assert.Single(rig.Kinds(), EventKind.DoorBlocked);
        Assert.Equal("Tür andrücken", rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_pulled_open_without_a_pulse_is_a_break_in()
    {
        rig.PowerUp();

        rig.Depot.Touch(5, DoorAction.Pull);
        rig.Run(100);

        SeenEvent last = rig.Journal()[^1];
        Assert.Equal((EventKind.BreakIn, 5), (last.Kind, last.Compartment));
    }

    [Fact]
    [Trait("Promise", "D-07")]
    public void A_door_whose_switch_claims_to_be_open_is_pulsed_all_the_same()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.Depot.Board.Doors[6].SwitchIsBroken = true;
        rig.PowerUp();

        rig.Type(Digits + "#");
        rig.Run(5000);

        Assert.True(rig.IsOpen(7));
        Assert.Equal(1, rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void With_an_unknown_clock_only_codes_until_revoked_open()
    {
        rig.Load(
            (RecordKind.Code, rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Code, rig.Record("12345678", UntilRevoked(10, 8))));
        rig.Depot.SetNetwork(false);
        rig.Depot.Board.RealTimeClock.DrainCell();
        rig.PowerUp();

        rig.Type(Digits + "#");
        string refused = rig.Line(0);
        rig.Type("12345678#");
        rig.Run(1000);

        Assert.Equal("Uhrzeit unbekannt", refused);
        Assert.False(rig.IsOpen(7));
        Assert.True(rig.IsOpen(8));
    }

    [Fact]
    [Trait("Promise", "D-12")]
    public void A_dead_display_does_not_stop_the_door_and_is_reported()
    {
        rig.LoadCode(Digits, DepotRig.Code(9, 7));
        rig.Depot.Board.DisplayExpander.IsPresent = false;
        rig.PowerUp();

        rig.Type(Digits + "#");
        rig.Run(1000);

        Assert.True(rig.IsOpen(7));
        Assert.Contains(EventKind.PartFailed, rig.Kinds());
    }

    private static Fachwerk.Protocol.Codes.CodeRecord UntilRevoked(uint id, int compartment)
    {
        Fachwerk.Protocol.Codes.CodeRecord code = DepotRig.Code(id, compartment);
        code.Flags = Fachwerk.Protocol.Codes.CodeFlags.UntilRevoked;
        return code;
    }
}
