using System.Text;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Firmware.Display;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware.Display;

/// <summary>
/// Every screen as it stands on the glass, at its longest and in both languages: written down whole, so that nothing is
/// cut. Whoever is refused or stopped finds in the last two lines what to do.
/// </summary>
[Trait("Promise", "D-01")]
public sealed class ScreenTests
{
    private const int Door = 64;
    private const int Minutes = 60;
    private const string Hotline = "+4989123456789012345";

    // 23 December 2099, 23:59: as long as any date.
    private const uint Date = 4_101_753_540;

    // What stops nobody, or is answered by what it says itself.
    private static readonly PanelMessage[] Informing =
        [PanelMessage.None, PanelMessage.Accepted, PanelMessage.Identify, PanelMessage.Menu];

    private static readonly (string Screen, string German, string English)[] All =
    [
        ("idle",
            "Code, dann # drücken|Enter code, then #|* English|",
            "Enter code, then #|Code, dann # drücken|* Deutsch|"),
        ("ten digits", "Ihr Code:|··········|# öffnet  * löscht|", "Your code:|··········|# opens  * clears|"),
        ("ending",
            "Ihr Code:|····|# öffnet  * löscht|Bitte weitertippen",
            "Your code:|····|# opens  * clears|Please keep typing"),
        ("too long",
            "Ihr Code:|···········|# öffnet  * löscht|Zu lang: * löscht",
            "Your code:|···········|# opens  * clears|Too long: * clears"),
        ("typing the last try",
            "Ihr Code:|····|# öffnet  * löscht|Noch 1 Versuch",
            "Your code:|····|# opens  * clears|1 try left"),
        ("TimedOut",
            "Zeit abgelaufen||Bitte neu eingeben|Code, dann # drücken",
            "Time is up||Please try again|Enter code, then #"),
        ("Accepted", "Fach 64 öffnet|||", "Compartment 64 opens|||"),
        ("Wrong", "Code falsch||Bitte neu eingeben|", "Wrong code||Please try again|"),
        ("Wrong, last try", "Code falsch||Noch 1 Versuch|" + Hotline, "Wrong code||1 try left|" + Hotline),
        ("Refused 1",
            "Gültig ab|23.12.2099 23:59|Grund 1, Hilfe:|" + Hotline,
            "Valid from|23.12.2099 23:59|Reason 1, help:|" + Hotline),
        ("Refused 2",
            "Abgelaufen am|23.12.2099 23:59|Grund 2, Hilfe:|" + Hotline,
            "Expired on|23.12.2099 23:59|Reason 2, help:|" + Hotline),
        ("Refused 3", "Code verbraucht||Grund 3, Hilfe:|" + Hotline, "Code used up||Reason 3, help:|" + Hotline),
        ("Refused 4", "Code ersetzt||Grund 4, Hilfe:|" + Hotline, "Code replaced||Reason 4, help:|" + Hotline),
        ("Refused 5", "Geschlossen||Grund 5, Hilfe:|" + Hotline, "Closed now||Reason 5, help:|" + Hotline),
        ("Refused 6", "Uhrzeit unbekannt||Grund 6, Hilfe:|" + Hotline, "Time unknown||Reason 6, help:|" + Hotline),
        ("Refused 7",
            "Kein Fach frei||Grund 7, Hilfe:|" + Hotline,
            "No compartment free||Reason 7, help:|" + Hotline),
        ("Refused 8", "Fach gestört||Grund 8, Hilfe:|" + Hotline, "Out of order||Reason 8, help:|" + Hotline),
        ("Refused, last try", "Fach gestört||Noch 1 Versuch|" + Hotline, "Out of order||1 try left|" + Hotline),
        ("Refused, no hotline",
            "Fach gestört||Grund 8, Hilfe:|Betreiber anrufen",
            "Out of order||Reason 8, help:|Call the operator"),
        ("Blocked",
            "Tür 64 klemmt||Andrücken und Code|nochmal eingeben",
            "Door 64 jammed||Push it, then enter|the code again"),
        ("Blocked, help", "Tür 64 klemmt||Hilfe:|" + Hotline, "Door 64 jammed||Help:|" + Hotline),
        ("Blocked, deposit", "Tür 64 klemmt||Anderes Fach: 0#|", "Door 64 jammed||Another one: 0#|"),
        ("ChannelClosed",
            "Codes dieser Länge|noch 60 min gesperrt|Hilfe:|" + Hotline,
            "Codes of this length|locked, 60 min left|Help:|" + Hotline),
        ("locked", "Tastatur gesperrt,|noch 60 min|Hilfe:|" + Hotline, "Keypad locked,|60 min left|Help:|" + Hotline),
        ("locked, no hotline",
            "Tastatur gesperrt,|noch 60 min|Hilfe:|Betreiber anrufen",
            "Keypad locked,|60 min left|Help:|Call the operator"),
        ("Sizes",
            "Größe? 1=S 2=M 3=L||Frei: S 22 M 21 L 21|* = Abbruch",
            "Size? 1=S 2=M 3=L||Free: S 22 M 21 L 21|* = cancel"),
        ("Swap", "1 = gleiches Fach|2 = größeres Fach||* = Abbruch", "1 = same one|2 = larger one||* = cancel"),
        ("Identify", "Hier bin ich|Here I am||", "Hier bin ich|Here I am||"),
        ("door open", "Bitte Tür schließen|Tür 64 offen||", "Please close door|Door 64 open||"),
        ("left open",
            "Tür 64 offen||Bitte schließen|Code, dann # drücken",
            "Door 64 open||Please close it|Enter code, then #"),
        ("left open, offline",
            "Tür 64 offen||Bitte schließen|Ohne Netz: Code gilt",
            "Door 64 open||Please close it|No network, codes ok"),
        ("door open, another left open", "Bitte Tür schließen|Tür 64 offen||", "Please close door|Door 64 open||"),
        ("reopening, another left open",
            "Wieder öffnen:||Code neu eingeben|Code, dann # drücken",
            "To open again:||same code again|Enter code, then #"),
        ("reopening",
            "Wieder öffnen:||Code neu eingeben|Code, dann # drücken",
            "To open again:||same code again|Enter code, then #"),
        ("deposited",
            "Fach ist zu, danke||Passt nicht? 0#|Code, dann # drücken",
            "Door shut, thank you||Does not fit? 0#|Enter code, then #"),
        ("deposited, wrong file",
            "Fach ist zu, danke||Passt nicht? 0#|Code, dann # drücken",
            "Door shut, thank you||Does not fit? 0#|Enter code, then #"),
        ("offline",
            "Code, dann # drücken|Enter code, then #|* English|Ohne Netz: Code gilt",
            "Enter code, then #|Code, dann # drücken|* Deutsch|No network, codes ok"),
        ("battery",
            "Code, dann # drücken|Enter code, then #|* English|Batteriebetrieb",
            "Enter code, then #|Code, dann # drücken|* Deutsch|On battery power"),
        ("supply low",
            "Code, dann # drücken|Enter code, then #|* English|Spannung zu niedrig",
            "Enter code, then #|Code, dann # drücken|* Deutsch|Supply voltage low"),
        ("part",
            "Code, dann # drücken|Enter code, then #|* English|Störung in Teil 23",
            "Enter code, then #|Code, dann # drücken|* Deutsch|Fault in part 23"),
        ("wrong file",
            "Code, dann # drücken|Enter code, then #|Name = Wert fehlt|Konfig, Zeile 1000",
            "Enter code, then #|Code, dann # drücken|No name = value|Config, line 1000"),
        ("storage",
            "Speicher gestört|Es öffnet kein Fach|Hilfe:|" + Hotline,
            "Storage fault|No door can open|Help:|" + Hotline),
        ("storage at start",
            "Speicher gestört|Storage fault|Betreiber anrufen|Call the operator",
            "Speicher gestört|Storage fault|Betreiber anrufen|Call the operator"),
        ("not enrolled",
            "Nicht angemeldet|Not enrolled|Betreiber anrufen|Call the operator",
            "Nicht angemeldet|Not enrolled|Betreiber anrufen|Call the operator"),
    ];

    private readonly BoardClock _clock = new();
    private readonly Fachwerk.Simulator.Chips.Hd44780 _glass;
    private readonly PanelScreen _screen;
    private readonly PanelState _state = new() { HasIdentity = true };
    private long _nowMs;

    public ScreenTests()
    {
        _glass = new(_clock);
        VirtualI2cBus bus = new(_clock, new IoMeter(), 100);
        bus.Attach(0x3F, new Pcf8574(_glass));
        _screen = new PanelScreen(new Fachwerk.Firmware.Chips.Hd44780(bus));
    }

    public static TheoryData<string, string, string> Screens()
    {
        TheoryData<string, string, string> rows = [];
        foreach ((string screen, string german, string english) in All)
            rows.Add(screen, german, english);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public void A_screen_is_whole_at_its_longest_in_both_languages(string screen, string german, string english)
    {
        Set(screen);

        Assert.Equal(german, Shown(Language.German));
        Assert.Equal(english, Shown(Language.English));
    }

    [Fact]
    public void Every_message_and_every_reason_has_its_screen_here()
    {
        string[] screens = [.. All.Select(row => row.Screen)];

        Assert.All(
            Enum.GetNames<PanelMessage>().Except([nameof(PanelMessage.None), nameof(PanelMessage.Menu)]),
            message => Assert.Contains(screens, screen => screen.StartsWith(message, StringComparison.Ordinal)));
        Assert.All(Enum.GetValues<RefusalReason>(), reason => Assert.Contains($"Refused {(int)reason}", screens));
    }

    public static TheoryData<string> Stopping()
    {
        TheoryData<string> all =
        [
            "locked", "storage", "storage at start", "not enrolled", "too long", "left open", "reopening", "deposited"
        ];
        foreach (PanelMessage message in Enum.GetValues<PanelMessage>().Except(Informing))
            all.Add(message == PanelMessage.Refused ? "Refused 1" : $"{message}");
        foreach (RefusalReason reason in Enum.GetValues<RefusalReason>())
            all.Add($"Refused {(int)reason}");
        return all;
    }

    [Theory]
    [MemberData(nameof(Stopping))]
    public void Whatever_refuses_or_stops_a_person_says_in_the_last_two_lines_what_to_do(string screen)
    {
        foreach (bool hasHotline in (bool[])[true, false])
        {
            foreach (Language language in Enum.GetValues<Language>())
            {
                Set(screen);
                _state.HotlineCount = hasHotline ? _state.HotlineCount : 0;
                string[] lines = Shown(language).Split('|');

                Assert.NotEqual("", lines[0]);
                Assert.NotEqual("", lines[2] + lines[3]);
                Assert.DoesNotContain(lines, line => line.EndsWith(':') && line == lines[^1]);
            }
        }
    }

    private void Set(string screen)
    {
        _state.Hotline.AsSpan().Clear();
        _state.HotlineCount = Encoding.ASCII.GetBytes(Hotline, _state.Hotline);
        string[] words = screen.Split(", ");
        string[] first = words[0].Split(' ');
        if (Enum.TryParse(first[0], out PanelMessage message))
        {
            SetMessage(message, first);
            SetMore(words[^1]);
        }
        else
        {
            SetState(words[0]);
            SetMore(words[^1]);
        }
    }

    private void SetMessage(PanelMessage message, string[] words)
    {
        _state.Message = message;
        RefusalReason reason = words.Length > 1
            ? (RefusalReason)int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)
            : RefusalReason.OutOfOrder;
        _state.MessageNumber = message switch
        {
            PanelMessage.Refused => (int)reason,
            PanelMessage.ChannelClosed => Minutes,
            _ => Door
        };
        _state.DateSeconds = message == PanelMessage.Refused
            && reason is RefusalReason.NotYetValid or RefusalReason.Expired ? Date : 0;
        new[] { 0, 22, 21, 21 }.CopyTo(_state.FreeCounts, 0);
    }

    private void SetState(string screen)
    {
        Action act = screen switch
        {
            "ten digits" => () => _state.Digits = 10,
            "ending" => () => (_state.Digits, _state.IsEntryEnding) = (4, true),
            "too long" => () => (_state.Digits, _state.IsEntryTooLong) = (11, true),
            "typing the last try" => () => (_state.Digits, _state.IsLastTry) = (4, true),
            "locked" => () => _state.LockedMinutes = Minutes,
            "door open" => () => _state.OpenDoor = Door,
            "left open" => () => (_state.OpenDoor, _state.LeftOpen) = (Door, Door),
            "reopening" => () => _state.OffersReopening = true,
            "deposited" => () => _state.OffersSwap = true,
            "battery" => () => _state.IsOnBattery = true,
            "supply low" => () => _state.IsSupplyLow = true,
            "part" => () => _state.FaultyPart = (int)DepotPart.FirstExpander + 7,
            "storage" => () => _state.HasStorageFault = true,
            "storage at start" => () => (_state.HasStorageFault, _state.HasIdentity) = (true, false),
            "not enrolled" => () => _state.HasIdentity = false,
            _ => () => { }
        };
        act();
    }

    private void SetMore(string word)
    {
        _state.IsLastTry |= word == "last try";
        _state.ShowsHelp = word == "help";
        _state.OffersSwap |= word == "deposit";
        _state.IsOffline = word == "offline";
        if (word == "another left open")
        {
            _state.LeftOpen = 1;
            _state.OpenDoor = _state.OpenDoor == 0 ? 1 : _state.OpenDoor;
        }
        _state.HotlineCount = word == "no hotline" ? 0 : _state.HotlineCount;
        if (word == "wrong file")
            _state.Configuration = new() { Fault = ConfigurationFault.NotALine, FaultLine = 1000 };
    }

    private string Shown(Language language)
    {
        _state.Language = language;
        for (int i = 0; i < 100; i++)
        {
            _nowMs += 10;
            _clock.MoveTo(_nowMs * 1000);
            _screen.Tick(_state, _nowMs);
        }

        return string.Join('|', Enumerable.Range(0, Fachwerk.Firmware.Chips.Hd44780.Rows).Select(LineOf));
    }

    private string LineOf(int row) => string.Concat(
        Enumerable.Range(0, Fachwerk.Firmware.Chips.Hd44780.Columns)
            .Select(column => Fachwerk.Simulator.Chips.CharacterRom.ToUnicode(
                _glass.CodeAt(row, column), _glass.CharacterRam))).TrimEnd();
}
