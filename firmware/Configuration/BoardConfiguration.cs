namespace Fachwerk.Firmware.Configuration;

/// <summary>
/// What a controller is told on site about its network. Without a file, and with a wrong one, it is Ethernet with DHCP,
/// or on a board without Ethernet no network: keypad and doors do not depend on it.
/// </summary>
public sealed class BoardConfiguration
{
    /// <summary>The defaults of a board.</summary>
    public static BoardConfiguration For(bool hasEthernet) => new BoardConfiguration { IsWifi = !hasEthernet };

    /// <summary>True for Wi-Fi, false for Ethernet.</summary>
    public bool IsWifi { get; set; }

    /// <summary>Name of the Wi-Fi network, 1 to 32 characters.</summary>
    public string Ssid { get; set; } = "";

    /// <summary>Its password, 8 to 63 characters; empty for an open network.</summary>
    public string Password { get; set; } = "";

    /// <summary>Own IPv4 address; empty = DHCP.</summary>
    public string Address { get; set; } = "";

    /// <summary>Network mask that goes with it.</summary>
    public string Mask { get; set; } = "";

    /// <summary>Router that goes with it.</summary>
    public string Router { get; set; } = "";

    /// <summary>DNS server; empty = the router.</summary>
    public string Dns { get; set; } = "";

    /// <summary>What is wrong with the file.</summary>
    public ConfigurationFault Fault { get; set; }

    /// <summary>In which line, from 1.</summary>
    public int FaultLine { get; set; }
}
