using nanoFramework.Runtime.Native;

namespace Fachwerk.Esp32;

/// <summary>
/// The make of the board and the pins in which the two differ (HARDWARE.md, "Pins"). The runtime tells which it is: it
/// is there without a configuration file, and each make runs on its own.
/// </summary>
internal sealed class BoardMake
{
    private const string EthernetTarget = "ESP32_OLIMEX_WROVER";

    private BoardMake(bool hasEthernet, int mainData, int mainClock, int displayData, int displayClock, int watchdog)
    {
        HasEthernet = hasEthernet;
        MainData = mainData;
        MainClock = mainClock;
        DisplayData = displayData;
        DisplayClock = displayClock;
        Watchdog = watchdog;
    }

    /// <summary>True on the board with Ethernet, whose keypad is on an expander.</summary>
    public bool HasEthernet { get; }

    /// <summary>SDA of I²C 1.</summary>
    public int MainData { get; }

    /// <summary>SCL of I²C 1.</summary>
    public int MainClock { get; }

    /// <summary>SDA of I²C 2.</summary>
    public int DisplayData { get; }

    /// <summary>SCL of I²C 2.</summary>
    public int DisplayClock { get; }

    /// <summary>Feed of the watchdog.</summary>
    public int Watchdog { get; }

    /// <summary>The make that this runtime is for.</summary>
    public static BoardMake Find() => SystemInfo.TargetName == EthernetTarget
        ? new BoardMake(true, 13, 33, 5, 14, 32)
        : new BoardMake(false, 21, 22, 32, 33, 25);
}
