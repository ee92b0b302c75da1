using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Display;

/// <summary>
/// Everything the display says, German and English, each at most 20 columns with its longest number (a door 64, 60
/// min). Lines 1 and 2 say what is, lines 3 and 4 what to do.
/// </summary>
public static class Texts
{
    /// <summary>Idle, both languages; and wherever a code may be typed next.</summary>
    public static readonly string[] EnterCode = { "Code, dann # drücken", "Enter code, then #" };

    /// <summary>Idle: the key for the other language.</summary>
    public static readonly string[] OtherLanguage = { "* English", "* Deutsch" };

    /// <summary>Above the dots of what is typed.</summary>
    public static readonly string[] YourCode = { "Ihr Code:", "Your code:" };

    /// <summary>What ends and what clears it.</summary>
    public static readonly string[] Keys = { "# öffnet  * löscht", "# opens  * clears" };

    /// <summary>It is about to be dropped.</summary>
    public static readonly string[] GoOnTyping = { "Bitte weitertippen", "Please keep typing" };

    /// <summary>No code has so many digits.</summary>
    public static readonly string[] EntryTooLong = { "Zu lang: * löscht", "Too long: * clears" };

    /// <summary>It was dropped.</summary>
    public static readonly string[] TimeIsUp = { "Zeit abgelaufen", "Time is up" };

    /// <summary>After what was dropped or is no code.</summary>
    public static readonly string[] EnterAgain = { "Bitte neu eingeben", "Please try again" };

    /// <summary>An accepted code.</summary>
    public static readonly string[] Opens = { "Fach % öffnet", "Compartment % opens" };

    /// <summary>An entry that is no code.</summary>
    public static readonly string[] WrongCode = { "Code falsch", "Wrong code" };

    /// <summary>The next wrong entry locks the keypad.</summary>
    public static readonly string[] LastTry = { "Noch 1 Versuch", "1 try left" };

    /// <summary>Whom to call; the hotline's number follows.</summary>
    public static readonly string[] Help = { "Hilfe:", "Help:" };

    /// <summary>Whom to call where no hotline is known.</summary>
    public static readonly string[] CallOperator = { "Betreiber anrufen", "Call the operator" };

    /// <summary>The keypad is locked.</summary>
    public static readonly string[] Locked = { "Tastatur gesperrt,", "Keypad locked," };

    /// <summary>For so many minutes.</summary>
    public static readonly string[] LockedFor = { "noch % min", "% min left" };

    /// <summary>Codes of one length are not taken.</summary>
    public static readonly string[] TheseCodes = { "Codes dieser Länge", "Codes of this length" };

    /// <summary>For so many minutes.</summary>
    public static readonly string[] ClosedFor = { "noch % min gesperrt", "locked, % min left" };

    /// <summary>A door opened.</summary>
    public static readonly string[] PleaseClose = { "Bitte Tür schließen", "Please close door" };

    /// <summary>A door has closed again.</summary>
    public static readonly string[] OpenAgain = { "Wieder öffnen:", "To open again:" };

    /// <summary>How to open it again.</summary>
    public static readonly string[] SameCode = { "Code neu eingeben", "same code again" };

    /// <summary>The door of a deposit has closed.</summary>
    public static readonly string[] Deposited = { "Fach ist zu, danke", "Door shut, thank you" };

    /// <summary>Asks for the size of a deposit; "1=S 2=M 3=L" follows.</summary>
    public static readonly string[] Size = { "Größe?", "Size?" };

    /// <summary>How many are free; "S 4 M 2 L 1" follows.</summary>
    public static readonly string[] Free = { "Frei:", "Free:" };

    /// <summary>How to leave a question.</summary>
    public static readonly string[] Cancel = { "* = Abbruch", "* = cancel" };

    /// <summary>After a deposit: how to change it.</summary>
    public static readonly string[] DoesNotFit = { "Passt nicht? 0#", "Does not fit? 0#" };

    /// <summary>First answer to that.</summary>
    public static readonly string[] SameCompartment = { "1 = gleiches Fach", "1 = same one" };

    /// <summary>Second answer.</summary>
    public static readonly string[] LargerCompartment = { "2 = größeres Fach", "2 = larger one" };

    /// <summary>A door left open.</summary>
    public static readonly string[] DoorOpen = { "Tür % offen", "Door % open" };

    /// <summary>What to do about one left open.</summary>
    public static readonly string[] CloseIt = { "Bitte schließen", "Please close it" };

    /// <summary>A door that does not spring open: what to try;</summary>
    public static readonly string[] PushDoor = { "Andrücken und Code", "Push it, then enter" };

    /// <summary>its second line.</summary>
    public static readonly string[] CodeAgain = { "nochmal eingeben", "the code again" };

    /// <summary>The same for a deposit.</summary>
    public static readonly string[] AnotherOne = { "Anderes Fach: 0#", "Another one: 0#" };

    /// <summary>No gateway answers.</summary>
    public static readonly string[] Offline = { "Ohne Netz: Code gilt", "No network, codes ok" };

    /// <summary>The journal cannot be written: nothing is opened.</summary>
    public static readonly string[] StorageFault = { "Speicher gestört", "Storage fault" };

    /// <summary>What follows from it.</summary>
    public static readonly string[] NothingOpens = { "Es öffnet kein Fach", "No door can open" };

    /// <summary>A part does not answer; which is its number in SPEC.md.</summary>
    public static readonly string[] PartFault = { "Störung in Teil %", "Fault in part %" };

    /// <summary>The configuration file is wrong in this line; why stands above it.</summary>
    public static readonly string[] ConfigurationLine = { "Konfig, Zeile %", "Config, line %" };

    /// <summary>See ConfigurationFault.</summary>
    public static readonly string[] NotALine = { "Name = Wert fehlt", "No name = value" };

    /// <summary>See ConfigurationFault.</summary>
    public static readonly string[] UnknownField = { "Unbekanntes Feld", "Unknown field" };

    /// <summary>See ConfigurationFault.</summary>
    public static readonly string[] TooLong = { "Wert zu lang", "Value too long" };

    /// <summary>See ConfigurationFault.</summary>
    public static readonly string[] BadValue = { "Wert ungültig", "Invalid value" };

    /// <summary>See ConfigurationFault.</summary>
    public static readonly string[] FieldMissing = { "Feld fehlt", "Field missing" };

    /// <summary>See ConfigurationFault.</summary>
    public static readonly string[] NewerVersion = { "Neuere Version", "Newer version" };

    /// <summary>See ConfigurationFault.</summary>
    public static readonly string[] NotOnThisBoard = { "Hier kein Ethernet", "No Ethernet here" };

    /// <summary>The supply of the solenoids is too low.</summary>
    public static readonly string[] SupplyLow = { "Spannung zu niedrig", "Supply voltage low" };

    /// <summary>The mains supply is lost.</summary>
    public static readonly string[] OnBattery = { "Batteriebetrieb", "On battery power" };

    /// <summary>The controller has no identity.</summary>
    public static readonly string[] NoIdentity = { "Nicht angemeldet", "Not enrolled" };

    /// <summary>The number of a refusal; whom to call follows.</summary>
    public static readonly string[] Reason = { "Grund %, Hilfe:", "Reason %, help:" };

    /// <summary>Someone looks for this depot.</summary>
    public static readonly string[] Identify = { "Hier bin ich", "Here I am" };

    /// <summary>Which door does not spring open.</summary>
    public static readonly string[] DoorBlocked = { "Tür % klemmt", "Door % jammed" };

    /// <summary>First line of the maintenance menu.</summary>
    public static readonly string[] MenuTitle = { "Wartung     * = Ende", "Service     * = exit" };

    /// <summary>Its second line.</summary>
    public static readonly string[] MenuDoors = { "1 Fach 2 Alle testen", "1 Open  2 Test all" };

    /// <summary>Its third line.</summary>
    public static readonly string[] MenuLink = { "3 Netz  4 Version", "3 Network  4 Version" };

    /// <summary>Its fourth line.</summary>
    public static readonly string[] MenuState = { "5 Uhr   6 Freie", "5 Clock  6 Free" };

    /// <summary>Asks for a compartment, up to the last one.</summary>
    public static readonly string[] MenuOpen = { "Welches Fach? 1-%", "Which one? 1-%" };

    /// <summary>How to answer.</summary>
    public static readonly string[] MenuEnter = { "# öffnet  * zurück", "# opens  * back" };

    /// <summary>There is no such compartment.</summary>
    public static readonly string[] MenuOnly = { "Nur 1 bis %", "Only 1 to %" };

    /// <summary>Asks before every door opens.</summary>
    public static readonly string[] MenuTestAll = { "Alle % testen?", "Test all %?" };

    /// <summary>How that goes.</summary>
    public static readonly string[] MenuOneByOne = { "Eins nach dem andern", "One after the other" };

    /// <summary>How to begin.</summary>
    public static readonly string[] MenuBegin = { "# = beginnen", "# = begin" };

    /// <summary>How to leave a page.</summary>
    public static readonly string[] MenuBack = { "* = zurück", "* = back" };

    /// <summary>The compartment under test.</summary>
    public static readonly string[] MenuTesting = { "Test: Fach %", "Testing %" };

    /// <summary>How to go on without it, and how to end.</summary>
    public static readonly string[] MenuTestKeys = { "# weiter  * Stopp", "# next  * stop" };

    /// <summary>It was ended before its end.</summary>
    public static readonly string[] MenuStopped = { "Test abgebrochen", "Test stopped" };

    /// <summary>All have been tested.</summary>
    public static readonly string[] MenuTested = { "Test beendet", "Test finished" };

    /// <summary>How many opened.</summary>
    public static readonly string[] MenuGood = { "Geöffnet: %", "Opened: %" };

    /// <summary>How many did not; their numbers follow.</summary>
    public static readonly string[] MenuBad = { "Nicht geöffnet: %", "Not opened: %" };

    /// <summary>A gateway answers.</summary>
    public static readonly string[] MenuOnline = { "Verbunden", "Connected" };

    /// <summary>No gateway answers.</summary>
    public static readonly string[] MenuOffline = { "Nicht verbunden", "Not connected" };

    /// <summary>A date follows.</summary>
    public static readonly string[] MenuContact = { "Letzter Kontakt:", "Last contact:" };

    /// <summary>Not since the start.</summary>
    public static readonly string[] MenuNever = { "noch keiner", "none yet" };

    /// <summary>See NetworkState.</summary>
    public static readonly string[] WifiJoining = { "WLAN verbindet", "Wi-Fi is connecting" };

    /// <summary>See NetworkState.</summary>
    public static readonly string[] WifiJoined = { "WLAN verbunden", "Wi-Fi connected" };

    /// <summary>See NetworkState.</summary>
    public static readonly string[] WifiPassword = { "WLAN-Passwort falsch", "Wi-Fi password wrong" };

    /// <summary>See NetworkState.</summary>
    public static readonly string[] WifiNotFound = { "WLAN nicht gefunden", "Wi-Fi not found" };

    /// <summary>See NetworkState.</summary>
    public static readonly string[] NoAddress = { "Keine IP-Adresse", "No IP address" };

    /// <summary>See NetworkState.</summary>
    public static readonly string[] WifiFailed = { "WLAN gestört", "Wi-Fi failed" };

    /// <summary>See NetworkState.</summary>
    public static readonly string[] WifiNotSet = { "Kein WLAN benannt", "No Wi-Fi named" };

    /// <summary>A gateway tells another time, and several answers have to agree on it first.</summary>
    public static readonly string[] MenuDoubt = { "Uhr wird geprüft", "Clock being checked" };

    /// <summary>The controller's number.</summary>
    public static readonly string[] MenuController = { "Steuerung %", "Ctrl. %" };

    /// <summary>How often it has started.</summary>
    public static readonly string[] MenuBoots = { "Starts: %", "Starts: %" };

    /// <summary>Compartments not offered.</summary>
    public static readonly string[] MenuQuarantined = { "Gesperrt: %", "Quarantined: %" };

    private static readonly string[] NotYetValid = { "Gültig ab", "Valid from" };
    private static readonly string[] Expired = { "Abgelaufen am", "Expired on" };
    private static readonly string[] UsedUp = { "Code verbraucht", "Code used up" };
    private static readonly string[] Superseded = { "Code ersetzt", "Code replaced" };
    private static readonly string[] OutsideHours = { "Geschlossen", "Closed now" };
    private static readonly string[] ClockUnknown = { "Uhrzeit unbekannt", "Time unknown" };
    private static readonly string[] NoneFree = { "Kein Fach frei", "No compartment free" };
    private static readonly string[] OutOfOrder = { "Fach gestört", "Out of order" };

    /// <summary>Why a genuine code did not open.</summary>
    public static string[] Refusal(RefusalReason reason)
    {
        switch (reason)
        {
            case RefusalReason.NotYetValid:
                return NotYetValid;
            case RefusalReason.Expired:
                return Expired;
            case RefusalReason.UsedUp:
                return UsedUp;
            case RefusalReason.Superseded:
                return Superseded;
            case RefusalReason.OutsideHours:
                return OutsideHours;
            case RefusalReason.ClockUnknown:
                return ClockUnknown;
            case RefusalReason.NoneFree:
                return NoneFree;
            default:
                return OutOfOrder;
        }
    }
}
