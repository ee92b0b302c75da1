namespace Fachwerk.Firmware.Link;

/// <summary>What the one open exchange is about.</summary>
public enum ExchangeKind
{
    /// <summary>None is open.</summary>
    None = 0,

    /// <summary>Check-in.</summary>
    CheckIn = 1,

    /// <summary>Events.</summary>
    Events = 2,

    /// <summary>A block of the table.</summary>
    Table = 3
}
