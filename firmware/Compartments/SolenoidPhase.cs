namespace Fachwerk.Firmware.Compartments;

/// <summary>Where the solenoid driver stands.</summary>
internal enum SolenoidPhase
{
    /// <summary>Nothing is driven, the gap is over.</summary>
    Ready = 0,

    /// <summary>A solenoid is on.</summary>
    On = 1,

    /// <summary>It is not yet verified that the output is off.</summary>
    SwitchingOff = 2,

    /// <summary>The gap after a pulse.</summary>
    Recovering = 3
}
