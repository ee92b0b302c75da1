namespace Fachwerk.Firmware.Display;

/// <summary>The languages of the display; the number is the index into every text.</summary>
public enum Language
{
    /// <summary>Deutsch.</summary>
    German = 0,

    /// <summary>English.</summary>
    English = 1
}
