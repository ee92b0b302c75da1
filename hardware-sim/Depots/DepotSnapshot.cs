using System.Text;
using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;
using Fachwerk.Simulator.Parts;

namespace Fachwerk.Simulator.Depots;

/// <summary>What can be seen of a depot from outside, at one moment.</summary>
public sealed record DepotSnapshot
{
    /// <summary>Controller number.</summary>
    public required uint Controller { get; init; }

    /// <summary>What people call the depot.</summary>
    public required string Name { get; init; }

    /// <summary>True while the board has power.</summary>
    public required bool Power { get; init; }

    /// <summary>True while the network cable is in.</summary>
    public required bool Network { get; init; }

    /// <summary>True while the firmware runs (not in reset, not booting).</summary>
    public required bool Running { get; init; }

    /// <summary>What the glass shows.</summary>
    public required DisplaySnapshot Display { get; init; }

    /// <summary>off, red, green or yellow.</summary>
    public required LedColor Led { get; init; }

    /// <summary>True while the buzzer sounds.</summary>
    public required bool Buzzer { get; init; }

    /// <summary>The keys that are held.</summary>
    public required string Keys { get; init; }

    /// <summary>All doors, compartment 1 first.</summary>
    public required IReadOnlyList<DoorSnapshot> Doors { get; init; }

    /// <summary>All solenoids, compartment 1 first.</summary>
    public required IReadOnlyList<SolenoidSnapshot> Solenoids { get; init; }

    /// <summary>Counters of the journal.</summary>
    public required JournalSnapshot Journal { get; init; }

    /// <summary>True while the mains are there.</summary>
    public required bool Mains { get; init; }

    /// <summary>True while the housing is shut.</summary>
    public required bool HousingShut { get; init; }

    /// <summary>The faults that are there, as the control API calls them.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Counters of the board and the network.</summary>
    public required BoardCounters Counters { get; init; }

    /// <summary>What last ended the firmware's program, if something did.</summary>
    public string? Crash { get; init; }

    /// <summary>Looks at a depot.</summary>
    public static DepotSnapshot Of(SimulatedDepot depot, string name)
    {
        VirtualBoard board = depot.Board;
        return new DepotSnapshot
        {
            Controller = depot.Controller,
            Name = name,
            Power = board.HasPower,
            Network = depot.Network.IsUp,
            Running = depot.Firmware is not null && !depot.Hangs,
            Display = DisplaySnapshot.Of(board),
            Led = board.Led,
            Buzzer = board.BuzzerSounds,
            Keys = Held(board.Keypad),
            Doors = [.. board.Doors.Select((door, index) => new DoorSnapshot(index + 1, door.IsOpen, door.IsJammed))],
            Solenoids = [.. board.Solenoids.Select((coil, index) =>
                new SolenoidSnapshot(index + 1, coil.IsEnergized, coil.Pulses, coil.LongestPulseMs))],
            Journal = JournalSnapshot.Of(depot),
            Mains = board.MainsGood,
            HousingShut = board.TamperClosed,
            Faults = DepotFaults.On(depot),
            Counters = new BoardCounters(
                depot.Boots, depot.WatchdogResets, depot.Network.Sent, depot.Network.Received),
            Crash = depot.Crash?.GetType().Name
        };
    }

    private static string Held(KeypadMatrix keypad)
    {
        if (keypad.Held == 0)
            return "";
        StringBuilder held = new();
        for (int index = 0; index < KeypadMatrix.Keys.Length; index++)
        {
            if ((keypad.Held >> index & 1) == 1)
                held.Append(KeypadMatrix.Keys[index]);
        }

        return held.ToString();
    }
}

/// <summary>The glass.</summary>
/// <param name="Lit">True while the backlight is on.</param>
/// <param name="Lines">The four lines as text, 20 characters each.</param>
/// <param name="Codes">The 80 character codes of ROM A00 in hex, line by line.</param>
/// <param name="OwnCharacters">The 64 bytes of the character RAM in hex: eight characters of eight rows.</param>
public sealed record DisplaySnapshot(bool Lit, IReadOnlyList<string> Lines, string Codes, string OwnCharacters)
{
    internal static DisplaySnapshot Of(VirtualBoard board)
    {
        Hd44780 glass = board.Display;
        byte[] codes = new byte[Hd44780.Lines * Hd44780.Columns];
        string[] lines = new string[Hd44780.Lines];
        char[] text = new char[Hd44780.Columns];
        for (int line = 0; line < Hd44780.Lines; line++)
        {
            for (int column = 0; column < Hd44780.Columns; column++)
            {
                byte code = board.HasPower ? glass.CodeAt(line, column) : (byte)' ';
                codes[line * Hd44780.Columns + column] = code;
                text[column] = CharacterRom.ToUnicode(code, glass.CharacterRam);
            }

            lines[line] = new string(text);
        }

        return new DisplaySnapshot(
            board.HasPower && board.DisplayExpander.IsLit, lines,
            Convert.ToHexString(codes), Convert.ToHexString(glass.CharacterRam));
    }
}

/// <summary>A door.</summary>
/// <param name="Number">Compartment, 1 to 64.</param>
/// <param name="Open">True while it is open.</param>
/// <param name="Jammed">True while it is stuck where it is.</param>
public sealed record DoorSnapshot(int Number, bool Open, bool Jammed);

/// <summary>A solenoid.</summary>
/// <param name="Number">Compartment, 1 to 64.</param>
/// <param name="On">True while current flows.</param>
/// <param name="Pulses">Pulses since the simulator started.</param>
/// <param name="LongestPulseMs">The longest of them.</param>
public sealed record SolenoidSnapshot(int Number, bool On, int Pulses, int LongestPulseMs);

/// <summary>Counters since the simulator started.</summary>
/// <param name="Boots">Starts of the firmware.</param>
/// <param name="WatchdogResets">Of these, by the watchdog.</param>
/// <param name="Sent">Datagrams sent.</param>
/// <param name="Received">Datagrams received.</param>
public sealed record BoardCounters(int Boots, int WatchdogResets, int Sent, int Received);
