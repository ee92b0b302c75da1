using Fachwerk.Firmware.Compartments;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Compartments;

/// <summary>Mains, battery, voltage and coil current, as they are told and shown.</summary>
public sealed class SupplyTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public SupplyTests()
    {
        _rig.LoadCode(Digits, DepotRig.Code(9, 7));
        _rig.PowerUp();
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Without_mains_the_depot_runs_on_tells_it_and_shows_it()
    {
        _rig.Run(60_000);
        _rig.Depot.Board.MainsGood = false;
        _rig.Run(61_000);
        string shown = _rig.Line(3);
        CheckIn checkIn = _rig.Gateway.CheckIns[^1];
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        _rig.Depot.Board.MainsGood = true;
        _rig.Run(1000);

        Assert.Equal("Batteriebetrieb", shown);
        Assert.True(_rig.IsOpen(7));
        Assert.Equal(11_400, checkIn.SupplyMillivolts);
        Assert.True(((CheckInFlags)checkIn.Flags).HasFlag(CheckInFlags.MainsLost));
        Assert.Single(_rig.Kinds(), EventKind.MainsLost);
        Assert.Single(_rig.Kinds(), EventKind.MainsRestored);
        Assert.DoesNotContain(EventKind.SupplyLow, _rig.Kinds());
    }

    [Fact]
    public void A_low_supply_is_told_once_and_once_when_it_is_good_again()
    {
        _rig.Depot.Board.MainsVolts = 10.4;
        _rig.Run(5000);
        string shown = _rig.Line(3);
        for (int i = 0; i < 20; i++)
        {
            _rig.Depot.Board.MainsVolts = i % 2 == 0 ? 10.6 : 10.4;
            _rig.Run(1000);
        }

        _rig.Depot.Board.MainsVolts = 11.2;
        _rig.Run(5000);

        Assert.Equal("Spannung zu niedrig", shown);
        SeenEvent low = Assert.Single(_rig.Journal(), e => e.Kind == EventKind.SupplyLow);
        Assert.Equal(10_400, low.Details[0]);
        SeenEvent good = Assert.Single(_rig.Journal(), e => e.Kind == EventKind.SupplyRestored);
        Assert.Equal(11_200, good.Details[0]);
    }

    [Fact]
    public void A_dip_of_a_second_is_not_told()
    {
        _rig.Depot.Board.MainsVolts = 9;
        _rig.Run(1500);
        _rig.Depot.Board.MainsVolts = 12;
        _rig.Run(5000);

        Assert.DoesNotContain(EventKind.SupplyLow, _rig.Kinds());
    }

    [Fact]
    [Trait("Promise", "D-06")]
    [Trait("Promise", "D-07")]
    public void A_supply_that_sags_under_the_coil_fails_the_pulses_and_is_told()
    {
        // 12 V / (6 Ω + 5.85 Ω): 1.01 A, and 5.9 V are left.
        _rig.Depot.Board.SupplyOhms = 6;

        _rig.Type(Digits + "#");
        _rig.Run(6000);

        Assert.Equal(3, _rig.Pulses(7));
        Assert.Single(_rig.Kinds(), EventKind.DoorBlocked);
        SeenEvent low = Assert.Single(_rig.Journal(), e => e.Kind == EventKind.SupplyLow);
        Assert.InRange(low.Details[0], 5_800, 6_100);
        SeenEvent pulsed = _rig.Journal().First(e => e.Kind == EventKind.Pulsed);
        Assert.InRange(pulsed.Details[1], 980, 1_020);
    }

    [Fact]
    public void The_current_of_a_good_a_broken_and_an_unmeasured_coil_differ()
    {
        Pulse();
        _rig.Depot.Board.Solenoids[6].IsBroken = true;
        Pulse();
        _rig.Depot.Board.MainI2c.ChipAt(0x40)!.IsPresent = false;
        _rig.Run(2000);
        Pulse();

        List<long> peaks = [.. _rig.Journal().Where(e => e.Kind == EventKind.Pulsed).Select(e => e.Details[1])];
        Assert.InRange(peaks[0], 1_950, 2_010);
        Assert.Equal([1, 1, 1], peaks[1..4]);
        Assert.Equal([0, 0, 0], peaks[4..7]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Promise", "D-12")]
    public void A_sensor_that_is_gone_or_answers_nonsense_is_told_and_not_believed(bool answersGarbage)
    {
        _rig.Depot.Board.MainI2c.ChipAt(0x40)!.IsPresent = answersGarbage;
        _rig.Depot.Board.MainI2c.ChipAt(0x40)!.AnswersGarbage = answersGarbage;
        _rig.Run(61_000);
        int millivolts = _rig.Gateway.CheckIns[^1].SupplyMillivolts;
        _rig.Depot.Board.Replace(_rig.Depot.Board.MainI2c.ChipAt(0x40)!);
        _rig.Run(3000);

        Assert.Equal(0, millivolts);
        Assert.Equal(
            [EventKind.PartFailed, EventKind.PartRecovered],
            _rig.Journal().Where(e => e.Details[0] == (long)DepotPart.SupplySensor && e.Compartment == 0
                && e.Kind is EventKind.PartFailed or EventKind.PartRecovered).Select(e => e.Kind));
        Assert.Equal(12_000, _rig.Depot.Firmware!.Parts.Supply.Millivolts);
    }

    [Fact]
    public void The_thresholds_leave_the_battery_room_and_never_meet()
    {
        Assert.True(SupplyWatch.LowMillivolts < SupplyWatch.GoodMillivolts);
        Assert.True(SupplyWatch.LowUnderLoadMillivolts < SupplyWatch.GoodUnderLoadMillivolts);
        Assert.True(SupplyWatch.GoodMillivolts < _rig.Depot.Board.BatteryVolts * 1000);
    }

    private void Pulse()
    {
        _rig.Type(Digits + "#");
        _rig.Run(6000);
        _rig.Depot.Touch(7, DoorAction.Push);
        _rig.Run(1000);
    }
}
