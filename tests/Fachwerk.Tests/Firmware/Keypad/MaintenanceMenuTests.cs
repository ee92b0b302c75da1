using System.Globalization;
using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>What a maintenance code opens.</summary>
[Trait("Promise", "D-03")]
public sealed class MaintenanceMenuTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public MaintenanceMenuTests()
    {
        CodeRecord code = DepotRig.Code(9, CodeRecord.AnyCompartment);
        code.Flags = CodeFlags.Maintenance;
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, code)),
            (RecordKind.Compartment, DepotRig.Compartment(1, CompartmentSize.Small)),
            (RecordKind.Compartment, DepotRig.Compartment(2, CompartmentSize.Large)));
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_maintenance_code_opens_a_menu_and_is_journalled()
    {
        Enter();

        Assert.Equal(
            ["Wartung     * = Ende", "1 Fach 2 Alle testen", "3 Netz  4 Version", "5 Uhr   6 Freie"], Lines());
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.MaintenanceEntered && e.Details[0] == 9);
        Assert.DoesNotContain(EventKind.CodeAccepted, _rig.Kinds());
    }

    [Fact]
    public void Any_compartment_opens_by_its_number_and_the_journal_says_so_first()
    {
        Enter();

        _rig.Type("1");
        string[] asked = Lines();
        _rig.Type("12");
        string typed = _rig.Line(1);
        _rig.Type("#");
        string opens = _rig.Line(2);
        _rig.Run(1000);

        Assert.Equal(["Welches Fach? 1-16", "", "", "# öffnet  * zurück"], asked);
        Assert.Equal(("12", "Fach 12 öffnet"), (typed, opens));
        Assert.True(_rig.IsOpen(12));
        Assert.Contains(_rig.Journal(), e =>
            e.Kind == EventKind.CodeAccepted && e.Compartment == 12 && e.Details[0] == 9);
    }

    [Theory]
    [InlineData("99")]
    [InlineData("17")]
    [InlineData("0#")]
    [InlineData("#")]
    public void A_compartment_that_is_not_there_is_answered_by_what_is_allowed(string keys)
    {
        Enter();
        _rig.Type("1");

        _rig.Type(keys);
        string[] told = Lines();
        bool isLong = _rig.Depot.Board.BuzzerSounds;
        _rig.Type("12#");
        _rig.Run(1000);

        Assert.Equal(["Welches Fach? 1-16", "", "Nur 1 bis 16", "# öffnet  * zurück"], told);
        Assert.True(isLong);
        Assert.True(_rig.IsOpen(12));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_door_that_jams_is_told_within_the_menu()
    {
        _rig.Depot.Touch(3, DoorAction.Jam);
        Enter();

        _rig.Type("13#");
        _rig.Run(10_000);
        string jammed = _rig.Line(2);
        _rig.Type("4");

        Assert.Equal("Tür 3 klemmt", jammed);
        Assert.Equal(["Welches Fach? 1-16", "4", "", "# öffnet  * zurück"], Lines());
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Test_all_asks_first_and_opens_nothing_unasked()
    {
        Enter();

        _rig.Type("2");
        string[] asked = Lines();
        _rig.Run(5_000);
        _rig.Type("5");
        string still = _rig.Line(0);
        _rig.Type("*");

        Assert.Equal(["Alle 16 testen?", "Eins nach dem andern", "# = beginnen", "* = zurück"], asked);
        Assert.Equal(("Alle 16 testen?", "Wartung     * = Ende"), (still, _rig.Line(0)));
        Assert.All(Enumerable.Range(1, 16), i => Assert.Equal(0, _rig.Pulses(i)));
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Test_all_has_one_door_open_at_a_time_and_names_those_that_do_not_open()
    {
        _rig.Depot.Touch(3, DoorAction.Jam);
        Enter();
        _rig.Type("2#");
        string[] first = [];
        int openMost = 0;

        for (int second = 0; second < 60; second++)
        {
            _rig.Run(1_000);
            first = second == 0 ? Lines() : first;
            int[] open = [.. Enumerable.Range(1, 16).Where(_rig.IsOpen)];
            openMost = Math.Max(openMost, open.Length);
            foreach (int door in open)
                _rig.Push(door);
        }

        Assert.Equal(["Test: Fach 1", "Geöffnet: 1", "Bitte Tür schließen", "# weiter  * Stopp"], first);
        Assert.Equal(1, openMost);
        Assert.Equal(["Test beendet", "Geöffnet: 15", "Nicht geöffnet: 1", "3"], Lines());
        Assert.All(Enumerable.Range(1, 16), i => Assert.InRange(_rig.Pulses(i), 1, 3));
    }

    [Fact]
    [Trait("Promise", "D-05")]
    public void Test_all_is_stopped_by_a_star_and_tells_how_far_it_came()
    {
        Enter();
        _rig.Type("2#");
        _rig.Run(2_000);
        _rig.Type("#");
        _rig.Run(2_000);

        _rig.Type("*");
        string[] stopped = Lines();
        _rig.Push(1);
        _rig.Push(2);
        _rig.Run(5_000);
        _rig.Type("*");

        Assert.Equal(["Test abgebrochen", "Geöffnet: 2", "Nicht geöffnet: 0", ""], stopped);
        Assert.Equal("Wartung     * = Ende", _rig.Line(0));
        Assert.All(Enumerable.Range(3, 14), i => Assert.Equal(0, _rig.Pulses(i)));
    }

    [Fact]
    public void A_test_that_nobody_goes_on_with_ends_with_the_menu()
    {
        Enter();
        _rig.Type("2#");
        _rig.Run(62_000);

        Assert.Equal("Tür 1 offen", _rig.Line(0));
        Assert.Equal(0, _rig.Pulses(2));
    }

    [Fact]
    public void A_key_that_is_no_choice_is_answered_by_a_long_beep()
    {
        Enter();
        _rig.Run(1000);

        _rig.Type("9");

        // A click would be over.
        Assert.True(_rig.Depot.Board.BuzzerSounds);
        Assert.Equal("Wartung     * = Ende", _rig.Line(0));
    }

    [Fact]
    public void The_menu_tells_network_version_clock_and_free_compartments()
    {
        Enter();
        _rig.Run(61_000 - 2000);
        _rig.Type("3");
        string[] network = Lines();
        _rig.Type("**");
        Enter();
        _rig.Type("4");
        string[] version = Lines();
        _rig.Type("05");
        string[] clock = Lines();
        _rig.Type("06");
        string[] free = Lines();

        Assert.Equal(("Verbunden", "Letzter Kontakt:"), (network[0], network[1]));
        Assert.True(DateTime.TryParseExact(
            network[2], "dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        Assert.StartsWith("Version ", version[0], StringComparison.Ordinal);
        Assert.Equal(("Steuerung 1001", "Starts: 1"), (version[1], version[2]));
        Assert.StartsWith("23.11.2026 13:0", clock[0], StringComparison.Ordinal);
        Assert.Equal(("Frei:", "S 1 M 0 L 1", "Gesperrt: 0"), (free[0], free[1], free[2]));
    }

    [Theory]
    [InlineData("", NetworkState.WrongPassword, "WLAN-Passwort falsch")]
    [InlineData("*", NetworkState.WrongPassword, "Wi-Fi password wrong")]
    [InlineData("", NetworkState.NotFound, "WLAN nicht gefunden")]
    [InlineData("*", NetworkState.NotFound, "Wi-Fi not found")]
    [InlineData("", NetworkState.NoAddress, "Keine IP-Adresse")]
    [InlineData("*", NetworkState.NotSet, "No Wi-Fi named")]
    [InlineData("", NetworkState.Failed, "WLAN gestört")]
    [InlineData("", NetworkState.Joining, "WLAN verbindet")]
    [InlineData("", NetworkState.Joined, "WLAN verbunden")]
    [InlineData("", NetworkState.Untold, "")]
    public void The_network_page_says_what_is_wrong_with_Wi_Fi(string language, NetworkState state, string text)
    {
        _rig.PowerUp();
        _rig.Depot.Board.Network.State = state;
        _rig.Type(language);
        Enter();

        _rig.Type("3");

        Assert.Equal(text, Lines()[3]);
    }

    [Theory]
    [InlineData("", "Nicht verbunden", "Letzter Kontakt:", "noch keiner")]
    [InlineData("*", "Not connected", "Last contact:", "none yet")]
    public void A_depot_that_was_never_answered_does_not_claim_to_be_connected(
        string language, string state, string contact, string when)
    {
        _rig.Gateway.IsAnswering = false;
        _rig.PowerUp();
        _rig.Type(language);
        Enter();

        _rig.Type("3");

        Assert.Equal([state, contact, when, ""], Lines());
    }

    [Fact]
    public void A_contact_at_an_unknown_time_is_not_told_as_none()
    {
        CodeRecord always = DepotRig.Code(10, CodeRecord.AnyCompartment);
        always.Flags = CodeFlags.Maintenance | CodeFlags.UntilRevoked;
        _rig.LoadCode("47110816", always);
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.PowerUp();
        _rig.Run(61_000);
        _rig.Type("47110816#");

        _rig.Type("3");

        Assert.Equal(["Verbunden", "Letzter Kontakt:", "Uhrzeit unbekannt", ""], Lines());
    }

    [Fact]
    public void A_star_leads_back_and_then_out_and_an_idle_minute_out_at_once()
    {
        Enter();
        _rig.Type("5*");
        string back = _rig.Line(0);
        _rig.Type("*");
        string left = _rig.Line(0);
        Enter();
        _rig.Run(61_000);

        Assert.Equal("Wartung     * = Ende", back);
        Assert.Equal("Code, dann # drücken", left);
        Assert.Equal("Code, dann # drücken", _rig.Line(0));
    }

    [Fact]
    public void A_maintenance_code_opens_the_menu_as_often_as_it_has_uses()
    {
        CodeRecord code = DepotRig.Code(9, CodeRecord.AnyCompartment, uses: 2);
        code.Flags = CodeFlags.Maintenance;
        _rig.LoadCode(Digits, code);

        string[] first = LinesAfter("");
        string[] second = LinesAfter("*");
        _rig.Type("*");
        _rig.Reboot();
        string[] third = LinesAfter("");

        Assert.Equal(("Wartung     * = Ende", "Wartung     * = Ende"), (first[0], second[0]));
        Assert.Equal("Code verbraucht", third[0]);
        Assert.Equal(2, _rig.Kinds().Count(kind => kind == EventKind.MaintenanceEntered));
        Assert.Contains(_rig.Journal(), e => e.Kind == EventKind.CodeRefused
            && e.Details.SequenceEqual([9, (long)RefusalReason.UsedUp]));
    }

    [Fact]
    public void What_a_maintenance_code_opens_costs_no_use()
    {
        CodeRecord code = DepotRig.Code(9, CodeRecord.AnyCompartment, uses: 1);
        code.Flags = CodeFlags.Maintenance;
        _rig.LoadCode(Digits, code);
        Enter();

        _rig.Type("1");
        _rig.Type("12#");
        _rig.Run(1_000);
        _rig.Type("11#");
        _rig.Run(1_000);

        Assert.True(_rig.IsOpen(12) && _rig.IsOpen(11));
    }

    private string[] LinesAfter(string keys)
    {
        if (_rig.NowMs > 0)
            _rig.Type(keys);
        Enter();
        return Lines();
    }

    private void Enter()
    {
        if (_rig.NowMs == 0)
            _rig.PowerUp();
        _rig.Type(Digits + "#");
    }

    private string[] Lines() => [_rig.Line(0), _rig.Line(1), _rig.Line(2), _rig.Line(3)];
}
