namespace Fachwerk.Firmware.Keypad;

/// <summary>What ten digits are to the depot; of two readings the higher one counts.</summary>
public enum OfflineAnswer
{
    /// <summary>No code, or none that may be told from a guess.</summary>
    Wrong = 0,

    /// <summary>A reason is told, and yet it counts as a wrong entry: a guess can hit it.</summary>
    Refused = 1,

    /// <summary>It opened this compartment before, so it is genuine; a reason is told.</summary>
    RefusedGenuine = 2,

    /// <summary>It opens.</summary>
    Opens = 3
}
