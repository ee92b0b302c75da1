using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>That no wrong time is for ever, however many tell it (SPEC.md §6.8).</summary>
[Trait("Promise", "D-11")]
public sealed class DepotClockTests : IDisposable
{
    private const string Digits = "47110815";
    private const string One = "one:5683";
    private const long Year = 365 * 86_400;

    // The hour of agreement, a check-in before each of its seven answers, one more for those that were told otherwise.
    private const int PutRightMinutes = 75;

    private readonly DepotRig _rig = new();

    public DepotClockTests()
    {
        long now = _rig.TrueUnix;
        CodeRecord code = DepotRig.Code(9, 7);
        code.NotBefore = (uint)(now - 3_600);
        code.NotAfter = (uint)(now + 86_400);
        _rig.LoadCode(Digits, code);
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;
    }

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(54 * Year)]
    [InlineData(-10 * 86_400)]
    public void One_wrong_time_of_an_unknown_clock_is_put_right_and_codes_are_judged_by_the_right_one(long off)
    {
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + off;
        _rig.PowerUp(61_000);
        long taken = _rig.NowUnix - _rig.TrueUnix;
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;

        _rig.Pass(PutRightMinutes);
        _rig.Reboot();

        Assert.InRange(taken, off - 2, off + 2);
        AssertRight();
        AssertOpens();
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void A_known_clock_is_moved_by_no_single_gateway_and_tells_of_it_once_an_hour()
    {
        _rig.PowerUp();
        _rig.Gateway.Clocks = name => _rig.TrueUnix + (name == One ? Year : 0);

        _rig.Pass(180);

        AssertRight();
        Assert.InRange(_rig.Kinds().Count(kind => kind == EventKind.TimeRefused), 1, 4);
        Assert.DoesNotContain(EventKind.ClockSet, _rig.Kinds());
        AssertOpens();
    }

    [Theory]
    [InlineData(Year)]
    [InlineData(-Year)]
    [InlineData(-10 * 86_400)]
    [InlineData(3_600)]
    public void A_known_clock_is_not_moved_by_all_gateways_in_less_than_an_hour(long off)
    {
        _rig.PowerUp();
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + off;

        _rig.Pass(58);
        bool isShown = _rig.Depot.Firmware!.Parts.Panel.State.IsClockDoubtful;
        int flags = _rig.Gateway.CheckIns[^1].Flags;
        AssertRight();
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;
        _rig.Pass(2);

        AssertRight();
        Assert.True(isShown);
        Assert.NotEqual(0, flags & (int)CheckInFlags.ClockUntrusted);
        Assert.False(_rig.Depot.Firmware.Parts.Panel.State.IsClockDoubtful);
        Assert.Single(_rig.Kinds(), EventKind.TimeRefused);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_wrong_time_that_all_agreed_on_goes_back_in_the_same_way_also_through_a_restart(int boots)
    {
        _rig.PowerUp();
        _rig.Pass(PutRightMinutes);
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + Year;
        _rig.Pass(PutRightMinutes);
        long wrong = _rig.NowUnix - _rig.TrueUnix;
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;
        for (int i = 0; i < boots; i++)
            _rig.Reboot();

        _rig.Pass(PutRightMinutes);
        _rig.Reboot();

        Assert.InRange(wrong, Year - 2, Year + 2);
        AssertRight();
        AssertOpens();
        Assert.Equal(2, _rig.Kinds().Count(kind => kind == EventKind.ClockSet));
    }

    [Fact]
    public void A_restart_within_the_hour_begins_it_anew()
    {
        _rig.PowerUp();
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + Year;
        for (int i = 0; i < 4; i++)
        {
            _rig.Pass(50);
            _rig.Reboot();
        }

        AssertRight();
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void A_gateway_does_not_walk_a_clock_away_minute_by_minute_nor_from_boot_to_boot()
    {
        long walked = 0;
        _rig.PowerUp();
        _rig.Gateway.Clocks = _ => _rig.NowUnix + 60;

        for (int i = 0; i < 12; i++)
        {
            _rig.Pass(10);
            _rig.Reboot();
            walked = _rig.NowUnix - _rig.TrueUnix;
        }

        Assert.InRange(walked, 60, 300 + 5);
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;
        _rig.Pass(PutRightMinutes);
        AssertRight();
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void One_that_lies_and_one_that_tells_the_truth_keep_a_clock_within_300_seconds_also_from_boot_to_boot()
    {
        _rig.PowerUp();
        _rig.Gateway.Clocks = name => name == One ? _rig.NowUnix + 60 : _rig.TrueUnix;
        var off = new List<long>();

        for (int i = 0; i < 36; i++)
        {
            _rig.Pass(10);
            off.Add(_rig.NowUnix - _rig.TrueUnix);
            if (i % 5 == 4)
                _rig.Reboot();
        }

        Assert.All(off, one => Assert.InRange(one, -4, 305));
        Assert.InRange(off.Count(one => one <= 4), 12, 35);
    }

    [Theory]
    [InlineData(290)]
    [InlineData(-290)]
    public void Minutes_of_drift_are_put_right_at_once(int drift)
    {
        _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon.AddSeconds(drift));

        _rig.PowerUp(61_000);

        AssertRight();
        Assert.Single(_rig.Kinds(), EventKind.ClockSet);
    }

    [Fact]
    public void A_second_gateway_that_is_silent_does_not_hold_up_the_first()
    {
        Wrong();
        _rig.Gateway.Clocks = name => name == One ? _rig.TrueUnix : null;

        _rig.Pass(PutRightMinutes);

        AssertRight();
        Assert.Contains(_rig.Gateway.Requests, r => r.Gateway != One && r.Resource == 'c');
    }

    [Fact]
    public void A_second_gateway_that_does_not_know_the_time_holds_up_the_first_until_it_does()
    {
        Wrong();
        _rig.Gateway.Clocks = name => name == One ? _rig.TrueUnix : 0;
        _rig.Pass(300);
        long held = _rig.NowUnix - _rig.TrueUnix;
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;

        _rig.Pass(PutRightMinutes);

        Assert.InRange(held, Year - 2, Year + 2);
        AssertRight();
    }

    [Fact]
    public void One_that_did_not_know_the_time_and_died_holds_up_nothing_for_ever()
    {
        Wrong();
        _rig.Gateway.Clocks = name => name == One ? _rig.TrueUnix : 0;
        _rig.Pass(30);
        _rig.Gateway.Clocks = name => name == One ? _rig.TrueUnix : null;

        _rig.Pass(20 + PutRightMinutes);

        AssertRight();
    }

    [Fact]
    public void Two_gateways_that_contradict_each_other_move_nothing()
    {
        Wrong();
        _rig.Gateway.Clocks = name => _rig.TrueUnix + (name == One ? 0 : -7_200);

        _rig.Pass(300);

        Assert.InRange(_rig.NowUnix - _rig.TrueUnix, Year - 2, Year + 2);
    }

    [Fact]
    public void A_clock_chip_that_was_turned_back_makes_no_old_code_valid()
    {
        _rig.PowerUp();
        _rig.Pass(24 * 60 + PutRightMinutes);
        _rig.Gateway.IsAnswering = false;
        _rig.Depot.SetPower(false);
        _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon);
        _rig.PowerUp();

        _rig.Type(Digits + "#");

        Assert.Equal("Uhrzeit unbekannt", _rig.Line(0));
        Assert.Equal(0, _rig.Pulses(7));
    }

    [Fact]
    public void A_chip_that_jumps_right_before_it_is_read_moves_nothing()
    {
        _rig.PowerUp();
        _rig.Run(3_600_000 - _rig.NowMs - 2_000);
        for (int i = 0; i < 60; i++)
        {
            _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon.AddDays(365));
            _rig.Run(100);
        }

        Assert.InRange(_rig.Depot.Firmware!.Parts.Clock.UnixSeconds, _rig.TrueUnix - 2, _rig.TrueUnix + 2);
        _rig.Run(10_000);
        AssertRight();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(496_000_000)]
    [InlineData(Limits.EarliestTime - 1)]
    public void A_time_from_before_the_release_is_none(uint time)
    {
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.Gateway.Clocks = _ => time;

        _rig.PowerUp();
        _rig.Pass(120);

        Assert.Equal(0u, _rig.Depot.Firmware!.Parts.Clock.UnixSeconds);
        Assert.True(_rig.Depot.Board.RealTimeClock.OscillatorStopped);
    }

    [Theory]
    [InlineData("", "Uhr wird geprüft")]
    [InlineData("*", "Clock being checked")]
    public void A_time_in_doubt_is_told_in_the_menu_and_by_the_light(string language, string text)
    {
        CodeRecord maintenance = DepotRig.Code(10, CodeRecord.AnyCompartment);
        maintenance.Flags = CodeFlags.Maintenance | CodeFlags.UntilRevoked;
        _rig.LoadCode("47110816", maintenance);
        _rig.PowerUp();
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + Year;
        _rig.Run(70_000);
        LedColor light = _rig.Depot.Board.Led;

        _rig.Type($"{language}47110816#");
        _rig.Type("5");

        Assert.Equal(LedColor.Yellow, light);
        Assert.Equal(text, _rig.Line(1));
    }

    [Fact]
    [Trait("Promise", "D-09")]
    public void A_wrong_time_ages_no_keys_and_one_that_was_agreed_on_ages_them_once()
    {
        _rig.PowerUp();
        _rig.Pass(PutRightMinutes);
        _rig.Depot.SetPower(false);
        _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon.AddSeconds(2 * Year));
        _rig.PowerUp();
        _rig.Pass(10);
        int byOne = Steps();
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + 2 * Year;
        _rig.Pass(2 * PutRightMinutes);
        int byMany = Steps();
        _rig.Gateway.Clocks = _ => _rig.TrueUnix;
        _rig.Pass(2 * PutRightMinutes);
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + Year + 86_400;
        _rig.Pass(2 * PutRightMinutes);

        Assert.Equal((0, 1), (byOne, byMany));
        Assert.Equal(2, Steps());
    }

    private int Steps() => _rig.Kinds().Count(kind => kind == EventKind.EpochStepped);

    // A chip that is a year ahead at the start: known, and wrong.
    private void Wrong()
    {
        _rig.Depot.Board.RealTimeClock.RunFrom(DepotRig.Noon.AddSeconds(Year));
        _rig.PowerUp();
    }

    private void AssertRight() => Assert.InRange(_rig.NowUnix - _rig.TrueUnix, -4, 4);

    private void AssertOpens()
    {
        _rig.Type(Digits + "#");
        _rig.Run(1000);
        Assert.True(_rig.IsOpen(7), _rig.Line(0));
    }
}
