namespace Fachwerk.Firmware.Compartments;

/// <summary>A door as its switch shows it.</summary>
public enum DoorState
{
    /// <summary>Its switch could not be read yet, or not any more.</summary>
    Unknown = 0,

    /// <summary>Shut.</summary>
    Closed = 1,

    /// <summary>Not shut.</summary>
    Open = 2
}
