using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>Codes that the depot has never been told about, on the whole controller.</summary>
[Trait("Promise", "D-02")]
public sealed class OfflineAtKeypadTests : IDisposable
{
    private const int OneTime = 7;
    private const int ThreeDays = 4;

    private readonly DepotRig _rig = new();

    // Noon is a multiple of every step but those of 24 hours.
    private readonly uint _now = (uint)new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds() / 3600;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_code_never_heard_of_opens_its_compartment_without_a_network()
    {
        _rig.Gateway.IsAnswering = false;
        _rig.PowerUp();

        _rig.Type(_rig.Offline(ThreeDays, _now, 7) + "#");
        string shown = _rig.Line(0);
        _rig.Run(1000);

        Assert.Equal("Fach 7 öffnet", shown);
        Assert.True(_rig.IsOpen(7));
        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.OfflineAccepted && e.Compartment == 7 && e.Details[0] == _now && e.Details[1] == 16);
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_one_time_code_opens_once_also_when_the_power_goes_in_between()
    {
        _rig.PowerUp();
        string digits = _rig.Offline(OneTime, _now, 7);
        _rig.Type(digits + "#");
        _rig.Run(1000);
        _rig.Push(7);

        _rig.Reboot();
        _rig.Type(digits + "#");
        string shown = _rig.Line(0);
        _rig.Run(1000);

        Assert.Equal("Code verbraucht", shown);
        Assert.Equal(1, _rig.Pulses(7));
        Assert.Contains(EventKind.OfflineRefused, _rig.Kinds());
    }

    [Fact]
    [Trait("Promise", "H-03")]
    public void A_one_time_code_opens_again_within_two_minutes_of_the_closing()
    {
        _rig.PowerUp();
        string digits = _rig.Offline(OneTime, _now, 7);
        _rig.Type(digits + "#");
        _rig.Run(1000);
        _rig.Push(7);

        _rig.Run(60_000);
        _rig.Type(digits + "#");
        _rig.Run(1000);

        Assert.Equal(2, _rig.Pulses(7));
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.Reopened && e.Compartment == 7 && e.Details[0] == 0);
    }

    [Fact]
    public void A_code_below_the_floor_of_its_compartment_is_revoked()
    {
        byte[] record = new byte[CompartmentRecord.Length];
        new CompartmentRecord
        {
            Number = 7, Size = CompartmentSize.Small, Pool = CompartmentPool.Backend, OfflineFloor = _now + 1
        }.Write(record, 0);
        _rig.Load((RecordKind.Compartment, record));
        _rig.PowerUp();

        _rig.Type(_rig.Offline(ThreeDays, _now, 7) + "#");
        string revoked = _rig.Line(0);
        _rig.Type(_rig.Offline(ThreeDays, _now, 8) + "#");
        _rig.Run(1000);

        Assert.Equal("Code falsch", revoked);
        Assert.Equal((0, 1), (_rig.Pulses(7), _rig.Pulses(8)));
    }

    [Fact]
    public void A_code_of_a_compartment_that_is_not_fitted_is_wrong()
    {
        _rig.PowerUp();

        _rig.Type(_rig.Offline(ThreeDays, _now, 17) + "#");

        Assert.Equal("Code falsch", _rig.Line(0));
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.CodeWrong && e.Details[0] == 10);
    }

    [Fact]
    public void A_reason_is_told_and_yet_counts_until_the_code_has_proved_itself()
    {
        _rig.PowerUp();
        string early = _rig.Offline(ThreeDays - 1, _now + 4, 7);
        string soon = _rig.Offline(1, _now + 2, 7);

        _rig.Type(early + "#");
        string tooEarly = _rig.Line(0);
        _rig.Type(soon + "#");
        string told = _rig.Line(0);
        string date = _rig.Line(1);
        _rig.Type("1234567890#");
        _rig.Type("1234567890#");

        Assert.Equal("Code falsch", tooEarly);
        Assert.Equal("Gültig ab", told);
        Assert.Equal("23.11.2026 15:00", date);
        Assert.Equal("Tastatur gesperrt,", _rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void Without_the_time_nothing_can_be_judged_and_nothing_counts()
    {
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.PowerUp();

        for (int i = 0; i < 5; i++)
            _rig.Type(_rig.Offline(ThreeDays, _now, 7) + "#");

        Assert.Equal("Uhrzeit unbekannt", _rig.Line(0));
        Assert.Equal(0, _rig.Pulses(7));
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void Too_many_wrong_codes_of_one_length_close_that_length_until_an_order_lifts_it()
    {
        _rig.LoadCode("47110815", DepotRig.Code(9, 7));
        _rig.PowerUp();
        // A genuine code ends each streak, but gives entries back only once.
        for (int wrong = 0; wrong < 33; wrong++)
        {
            _rig.Type("1234567890#");
            _rig.Type(wrong % 3 == 2 ? "47110815#" : "*");
        }

        _rig.Type("1234567890#");
        string[] closed = [.. Enumerable.Range(0, 4).Select(_rig.Line)];
        _rig.Type("47110815#");
        _rig.Run(1000);
        string other = _rig.Line(0);
        _rig.Gateway.SendOrder(1, OrderKind.LiftLockout, 0, _rig.NowUnix + 30);
        _rig.Run(500);
        _rig.Type("1234567890#");

        Assert.Equal(["Codes dieser Länge", "noch 60 min gesperrt", "Hilfe:", "Betreiber anrufen"], closed);
        Assert.Equal("Fach 7 öffnet", other);
        Assert.Equal("Code falsch", _rig.Line(0));
        Assert.Single(_rig.Journal(), e => e.Kind == EventKind.ChannelClosed && e.Details[0] == 10);
    }
}
