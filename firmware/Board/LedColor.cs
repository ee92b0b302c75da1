namespace Fachwerk.Firmware.Board;

/// <summary>The colours of the RGB LED: bit 0 red, bit 1 green, bit 2 blue.</summary>
public enum LedColor
{
    /// <summary>Dark.</summary>
    Off = 0,

    /// <summary>Red.</summary>
    Red = 1,

    /// <summary>Green.</summary>
    Green = 2,

    /// <summary>Yellow.</summary>
    Yellow = 3
}
