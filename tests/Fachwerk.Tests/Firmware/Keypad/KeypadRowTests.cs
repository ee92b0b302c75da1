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
public class KeypadRowTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig;

    public KeypadRowTests()
        : this(ethernet: false)
    {
    }

    protected KeypadRowTests(bool ethernet)
    {
        _rig = new DepotRig(ethernet: ethernet);
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Code, _rig.Record("47110816", Ended())),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.Hotline, "0800 123456"u8.ToArray())));
    }

    public void Dispose()
    {
        _rig.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Row_idle_shows_both_languages_and_no_light()
    {
        _rig.PowerUp();

        Assert.Equal(["Code, dann # drücken", "Enter code, then #", "* English", ""], Lines());
        Assert.Equal(LedColor.Off, Led);
    }

    [Fact]
    public void Row_idle_begins_with_the_language_of_the_site()
    {
        _rig.Load((RecordKind.Setting, DepotRig.Setting(SettingKey.Languages, "ende"u8.ToArray())));
        _rig.PowerUp();

        Assert.Equal(["Enter code, then #", "Code, dann # drücken", "* Deutsch", ""], Lines());
    }

    [Fact]
    public void Row_key_clicks_and_shows_one_dot_a_digit()
    {
        _rig.PowerUp();

        int clicks = Beeps(() => _rig.Type("471"));

        Assert.Equal(3, clicks);
        Assert.Equal(["Ihr Code:", "···", "# öffnet  * löscht", ""], Lines());
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

        Assert.Equal(["Code falsch", "", "Bitte neu eingeben", ""], Lines());
        Assert.Equal(LedColor.Red, Led);
        Assert.Equal(3, beeps);
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void Row_wrong_warns_of_the_last_try_before_each_lock()
    {
        _rig.PowerUp();
        _rig.Type("11111111#");
        _rig.Type("11111111#");
        string second = _rig.Line(2);
        _rig.Type("11111111#");
        string[] third = Lines();
        _rig.Type("1");
        string typing = _rig.Line(3);
        _rig.Type("1111111#");
        string fourth = _rig.Line(0);
        _rig.Run(300_000);
        _rig.Type("11111111#");
        string fifth = _rig.Line(2);
        _rig.Type("11111111#");

        Assert.Equal("Bitte neu eingeben", second);
        Assert.Equal(["Code falsch", "", "Noch 1 Versuch", "0800 123456"], third);
        Assert.Equal(("Noch 1 Versuch", "Noch 1 Versuch"), (typing, fifth));
        Assert.Equal(("Tastatur gesperrt,", "Tastatur gesperrt,"), (fourth, _rig.Line(0)));
    }

    [Fact]
    [Trait("Promise", "D-04")]
    public void A_key_on_the_locked_keypad_is_answered_by_a_long_beep_and_changes_nothing()
    {
        _rig.PowerUp();
        for (int i = 0; i < 4; i++)
            _rig.Type("11111111#");
        _rig.Run(1000);
        string[] before = Lines();

        _rig.Type("5");

        Assert.True(_rig.Depot.Board.BuzzerSounds);
        Assert.Equal(before, Lines());
    }

    [Fact]
    public void Row_timed_out_warns_first_and_says_what_has_happened()
    {
        _rig.PowerUp();
        _rig.Type("4711");
        _rig.Run(5_500);
        string[] before = Lines();
        int beeps = Beeps(() => _rig.Run(500));
        string[] warned = Lines();
        _rig.Type("0");
        string goesOn = _rig.Line(3);
        _rig.Run(10_100);
        string[] dropped = Lines();
        _rig.Run(8_000);

        Assert.Equal("", before[3]);
        Assert.Equal(1, beeps);
        Assert.Equal(["Ihr Code:", "····", "# öffnet  * löscht", "Bitte weitertippen"], warned);
        Assert.Equal("", goesOn);
        Assert.Equal(["Zeit abgelaufen", "", "Bitte neu eingeben", "Code, dann # drücken"], dropped);
        Assert.Equal("Code, dann # drücken", _rig.Line(0));
    }

    [Fact]
    public void More_digits_than_any_code_has_are_told_while_they_are_typed()
    {
        _rig.PowerUp();
        _rig.Type("1234567890");
        string fits = _rig.Line(3);

        _rig.Type("1");

        Assert.Equal(("", "Zu lang: * löscht"), (fits, _rig.Line(3)));
    }

    [Fact]
    public void Row_genuine_but_not_now_tells_reason_date_number_and_hotline()
    {
        _rig.PowerUp();
        _rig.Type("47110816");

        int beeps = Beeps(() => _rig.Type("#"));

        Assert.Equal(["Abgelaufen am", "23.11.2026 12:00", "Grund 2, Hilfe:", "0800 123456"], Lines());
        Assert.Equal(1, beeps);
    }

    [Fact]
    public void Row_genuine_but_not_now_stays_for_eight_seconds()
    {
        _rig.PowerUp();
        _rig.Type("47110816#");
        _rig.Run(7_500);
        string still = _rig.Line(0);
        _rig.Run(700);

        Assert.Equal(("Abgelaufen am", "Code, dann # drücken"), (still, _rig.Line(0)));
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

        Assert.Equal(("Wieder öffnen:", "Code neu eingeben"), (offered[0], offered[2]));
        Assert.Equal("Wieder öffnen:", still);
        Assert.Equal("Code, dann # drücken", _rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Row_left_open_beeps_every_ten_seconds_and_then_alarms()
    {
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(31_000);
        string[] shown = Lines();
        int beeps = Beeps(() => _rig.Run(40_000));
        _rig.Run(60_000);
        int alarms = Beeps(() => _rig.Run(10_000));

        Assert.Equal(["Tür 7 offen", "", "Bitte schließen", "Code, dann # drücken"], shown);
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
        Assert.Equal(LedColor.Red, Led);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Row_blocked_says_for_two_minutes_what_to_try_and_whom_to_call_in_turn()
    {
        _rig.Depot.Touch(7, DoorAction.Jam);
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        for (int i = 0; i < 1_000 && _rig.Line(0) != "Tür 7 klemmt"; i++)
            _rig.Run(10);
        _rig.Run(500);

        HashSet<string> pages = [];
        for (int second = 0; second < 119; second++)
        {
            pages.Add(string.Join("|", Lines()));
            _rig.Run(1_000);
        }

        _rig.Run(2_000);

        Assert.Equal(
            ["Tür 7 klemmt||Andrücken und Code|nochmal eingeben", "Tür 7 klemmt||Hilfe:|0800 123456"],
            pages.Order());
        Assert.Equal("Code, dann # drücken", _rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Row_blocked_ends_when_a_key_is_pressed_and_the_code_opens()
    {
        _rig.Depot.Touch(7, DoorAction.Jam);
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(60_000);
        _rig.Depot.Touch(7, DoorAction.Free);

        _rig.Type(Digits + "#");
        _rig.Run(1_000);

        Assert.Equal("Fach 7 öffnet", _rig.Line(0));
        Assert.True(_rig.IsOpen(7));
    }

    [Fact]
    public void Row_offline_says_that_codes_work()
    {
        _rig.Gateway.IsAnswering = false;
        _rig.PowerUp();
        _rig.Run(400_000);

        Assert.Equal("Ohne Netz: Code gilt", _rig.Line(3));
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
        string[] idle = Lines();
        _rig.Type("11111111#");

        Assert.Equal(["Enter code, then #", "Code, dann # drücken", "* Deutsch", ""], idle);
        Assert.Equal("Wrong code", _rig.Line(0));
    }

    [Fact]
    public void Two_minutes_after_the_last_key_the_language_is_the_sites_again()
    {
        _rig.PowerUp();
        _rig.Type("*");
        _rig.Run(100_000);
        _rig.Type("1*");
        _rig.Run(100_000);
        string still = _rig.Line(2);
        _rig.Run(21_000);

        Assert.Equal(("* Deutsch", "* English"), (still, _rig.Line(2)));
    }

    [Fact]
    public void Enter_without_digits_is_answered_by_a_long_beep()
    {
        _rig.PowerUp();

        for (int i = 0; i < 20; i++)
            _rig.Type("#");

        // A click would be over.
        Assert.True(_rig.Depot.Board.BuzzerSounds);
        Assert.Equal("Code, dann # drücken", _rig.Line(0));
        Assert.DoesNotContain(EventKind.CodeWrong, _rig.Kinds());
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
