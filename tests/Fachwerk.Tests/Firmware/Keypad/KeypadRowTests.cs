using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>
/// Each row of the table in KEYPAD.md, seen on the whole board. The rows of deposits are in <see cref="DepositTests"/>,
/// the locked keypad in <see cref="LockoutAtKeypadTests"/>.
/// </summary>
[Trait("Promise", "D-01")]
public sealed class KeypadRowTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public KeypadRowTests()
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Code, _rig.Record("47110816", Ended())),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.Hotline, "0800 123456"u8.ToArray())));
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Row_idle_shows_both_languages_and_no_light()
    {
        _rig.PowerUp();

        Assert.Equal(["Code eingeben", "Enter code", "", ""], Lines());
        Assert.Equal(LedColor.Off, Led);
    }

    [Fact]
    public void Row_key_clicks_and_shows_one_dot_a_digit()
    {
        _rig.PowerUp();

        int clicks = Beeps(() => _rig.Type("471"));

        Assert.Equal(3, clicks);
        Assert.Equal(3, _rig.Line(1).Length);
        Assert.DoesNotContain('4', _rig.Line(1));
    }

    [Fact]
    public void Row_accepted_beeps_twice_in_green()
    {
        _rig.PowerUp();
        _rig.Type(Digits);

        int beeps = Beeps(() => _rig.Type("#"));

        Assert.Equal("Fach 7 öffnet", _rig.Line(0));
        Assert.Equal(LedColor.Green, Led);
        Assert.Equal(2, beeps);
    }

    [Fact]
    public void Row_wrong_beeps_three_times_in_red()
    {
        _rig.PowerUp();
        _rig.Type("11111111");

        int beeps = Beeps(() => _rig.Type("#"));

        Assert.Equal("Code falsch", _rig.Line(0));
        Assert.Equal(LedColor.Red, Led);
        Assert.Equal(3, beeps);
    }

    [Fact]
    public void Row_genuine_but_not_now_tells_reason_date_number_and_hotline()
    {
        _rig.PowerUp();
        _rig.Type("47110816");

        int beeps = Beeps(() => _rig.Type("#"));

        Assert.Equal(["Abgelaufen am", "23.11.2026 12:00", "Grund 2", "0800 123456"], Lines());
        Assert.Equal(1, beeps);
    }

    [Fact]
    public void Row_door_opened_asks_to_close_it_in_steady_green()
    {
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(6000);

        Assert.Equal("Bitte Tür schließen", _rig.Line(0));
        Assert.Equal(LedColor.Green, Led);
    }

    [Fact]
    [Trait("Promise", "H-03")]
    public void Row_closed_again_offers_the_same_code_for_two_minutes()
    {
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(6000);
        _rig.Push(7);
        string[] offered = Lines();
        _rig.Run(119_000);
        string still = _rig.Line(0);
        _rig.Run(2000);

        Assert.Equal(("Nochmal öffnen:", "gleicher Code"), (offered[0], offered[1]));
        Assert.Equal("Nochmal öffnen:", still);
        Assert.Equal("Code eingeben", _rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Row_left_open_beeps_every_ten_seconds_and_then_alarms()
    {
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(31_000);
        string shown = _rig.Line(0);
        int beeps = Beeps(() => _rig.Run(40_000));
        _rig.Run(60_000);
        int alarms = Beeps(() => _rig.Run(10_000));

        Assert.Equal("Tür 7 offen", shown);
        Assert.InRange(beeps, 3, 5);
        Assert.InRange(alarms, 8, 12);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Row_blocked_beeps_six_times_four_in_red()
    {
        _rig.Depot.Touch(7, DoorAction.Jam);
        _rig.PowerUp();
        _rig.Type(Digits + "#");

        int beeps = Beeps(() => _rig.Run(12_000));

        Assert.InRange(beeps, 24, 26);
        Assert.Contains(EventKind.DoorBlocked, _rig.Kinds());
    }

    [Fact]
    public void Row_offline_says_that_codes_work()
    {
        _rig.Gateway.IsAnswering = false;
        _rig.PowerUp();
        _rig.Run(400_000);

        Assert.Equal("Offline, Codes gehen", _rig.Line(3));
    }

    [Fact]
    [Trait("Promise", "D-11")]
    public void Row_clock_unknown_is_steady_yellow_and_codes_until_revoked_open()
    {
        CodeRecord always = DepotRig.Code(11, 8);
        always.Flags = CodeFlags.UntilRevoked;
        _rig.LoadCode("47110817", always);
        _rig.Gateway.IsAnswering = false;
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.PowerUp();
        LedColor idle = Led;
        _rig.Type("47110817#");
        _rig.Run(1000);

        Assert.Equal(LedColor.Yellow, idle);
        Assert.True(_rig.IsOpen(8));
    }

    [Fact]
    public void A_star_on_an_empty_entry_asks_for_the_other_language()
    {
        _rig.PowerUp();

        _rig.Type("*");
        _rig.Type("11111111#");

        Assert.Equal("Wrong code", _rig.Line(0));
    }

    [Fact]
    public void Enter_without_digits_does_nothing()
    {
        _rig.PowerUp();

        for (int i = 0; i < 20; i++)
            _rig.Type("#");

        Assert.Equal("Code eingeben", _rig.Line(0));
        Assert.DoesNotContain(EventKind.CodeWrong, _rig.Kinds());
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void Ten_thousand_keys_a_minute_change_nothing_for_the_code_after_them()
    {
        _rig.PowerUp();
        for (int i = 0; i < 10_000; i++)
        {
            char key = "123456789*0#"[i * 7 % 12];
            _rig.Depot.Board.Keypad.Press(key);
            _rig.Run(i % 3 == 0 ? 10 : 0);
            _rig.Depot.Board.Keypad.Release(key);
        }

        _rig.Run(11_000);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.True(_rig.IsOpen(7));
    }

    private LedColor Led => _rig.Depot.Board.Led;

    private string[] Lines() => [_rig.Line(0), _rig.Line(1), _rig.Line(2), _rig.Line(3)];

    // How often the buzzer begins to sound in the meantime.
    private int Beeps(Action action)
    {
        int before = _rig.Depot.Board.Beeps;
        action();
        _rig.Run(1000);
        return _rig.Depot.Board.Beeps - before;
    }

    private static CodeRecord Ended()
    {
        CodeRecord code = DepotRig.Code(10, 7);
        code.NotAfter = new DateTimeOffset(DepotRig.Noon.AddHours(-1)).ToUnixTimeSeconds();
        return code;
    }
}
