namespace Fachwerk.Firmware.Configuration;

/// <summary>What is wrong with the configuration file; the display says it (firmware/README.md).</summary>
public enum ConfigurationFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A line is not NAME = VALUE in printable ASCII, or it is longer than 120 characters.</summary>
    NotALine = 1,

    /// <summary>No field has this name, or it stands there twice.</summary>
    UnknownField = 2,

    /// <summary>The value is longer than the field takes.</summary>
    TooLong = 3,

    /// <summary>The value is none of those the field takes.</summary>
    BadValue = 4,

    /// <summary>A field that is needed is not there; the line is that of the field which needs it.</summary>
    FieldMissing = 5,

    /// <summary>The file is of a later version than this application reads.</summary>
    NewerVersion = 6,

    /// <summary>Ethernet on the board that has Wi-Fi alone.</summary>
    NotOnThisBoard = 7
}
