using Fachwerk.Firmware.Configuration;

namespace Fachwerk.Firmware.Display;

/// <summary>All that display and LED depend on. Set by whoever knows; a change is noticed by comparing.</summary>
public sealed class PanelState
{
    /// <summary>The language of the lines.</summary>
    public Language Language { get; set; }

    /// <summary>What is said for a while.</summary>
    public PanelMessage Message { get; set; }

    /// <summary>Compartment or reason that belongs to it.</summary>
    public int MessageNumber { get; set; }

    /// <summary>Local time that belongs to it; 0 = none.</summary>
    public uint DateSeconds { get; set; }

    /// <summary>Digits typed.</summary>
    public int Digits { get; set; }

    /// <summary>More digits were typed than a code can have; goes with <see cref="Digits"/>.</summary>
    public bool IsEntryTooLong { get; set; }

    /// <summary>The digits are dropped in a few seconds unless a key comes.</summary>
    public bool IsEntryEnding { get; set; }

    /// <summary>The next wrong entry locks the keypad.</summary>
    public bool IsLastTry { get; set; }

    /// <summary>It is the turn of the page that says whom to call.</summary>
    public bool ShowsHelp { get; set; }

    /// <summary>Minutes the keypad stays locked, rounded up; 0 = not locked.</summary>
    public int LockedMinutes { get; set; }

    /// <summary>A door that is open; 0 = none.</summary>
    public int OpenDoor { get; set; }

    /// <summary>A door left open too long; 0 = none.</summary>
    public int LeftOpen { get; set; }

    /// <summary>True when a door has been open so long that the alarm sounds.</summary>
    public bool IsAlarming { get; set; }

    /// <summary>The same code would open again.</summary>
    public bool OffersReopening { get; set; }

    /// <summary>The last deposit may be changed.</summary>
    public bool OffersSwap { get; set; }

    /// <summary>Free compartments of each size, from index 1; of a question.</summary>
    public int[] FreeCounts { get; } = new int[4];

    /// <summary>The page of the maintenance menu.</summary>
    public MenuPage Menu { get; } = new MenuPage();

    /// <summary>No gateway answers.</summary>
    public bool IsOffline { get; set; }

    /// <summary>The time is not known, or a gateway tells another one.</summary>
    public bool IsClockDoubtful { get; set; }

    /// <summary>The journal cannot be written.</summary>
    public bool HasStorageFault { get; set; }

    /// <summary>What the controller was told on site; read once, so not part of the fingerprint.</summary>
    public BoardConfiguration Configuration { get; set; } = new BoardConfiguration();

    /// <summary>The number of a part that does not answer; 0 = all do.</summary>
    public int FaultyPart { get; set; }

    /// <summary>The supply of the solenoids is too low.</summary>
    public bool IsSupplyLow { get; set; }

    /// <summary>The depot runs on its battery.</summary>
    public bool IsOnBattery { get; set; }

    /// <summary>False while the controller does not know who it is.</summary>
    public bool HasIdentity { get; set; }

    /// <summary>ASCII of the hotline's number.</summary>
    public byte[] Hotline { get; } = new byte[20];

    /// <summary>Its length; 0 = none.</summary>
    public int HotlineCount { get; set; }

    /// <summary>A number that differs when lines or LED have to differ.</summary>
    public long Fingerprint()
    {
        long print = (long)Message * 2 + (long)Language;
        print = print * 256 + MessageNumber;
        print = print * 16 + Digits;
        print = print * 64 + LockedMinutes;
        print = print * 128 + OpenDoor;
        print = print * 128 + LeftOpen;
        print = print * 32 + HotlineCount;
        print = print * 32 + FaultyPart;
        print = print * 2 + (IsEntryEnding ? 1 : 0);
        print = print * 2 + (IsLastTry ? 1 : 0);
        print = print * 2 + (ShowsHelp ? 1 : 0);
        print = print * 2 + (IsSupplyLow ? 1 : 0);
        print = print * 2 + (IsOnBattery ? 1 : 0);
        print = print * 2 + (IsAlarming ? 1 : 0);
        print = print * 2 + (OffersReopening ? 1 : 0);
        print = print * 2 + (OffersSwap ? 1 : 0);
        print = print * 2 + (IsOffline ? 1 : 0);
        print = print * 2 + (IsClockDoubtful ? 1 : 0);
        print = print * 2 + (HasStorageFault ? 1 : 0);
        return print * 2 + (HasIdentity ? 1 : 0);
    }
}
