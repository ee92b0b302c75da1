namespace Fachwerk.Protocol.Telegrams;

/// <summary>
/// Why a genuine code did not open. The numbers are the registry "Refusal reasons" of SPEC.md and stand on the display.
/// </summary>
public enum RefusalReason
{
    /// <summary>Before its validity window.</summary>
    NotYetValid = 1,

    /// <summary>After its validity window.</summary>
    Expired = 2,

    /// <summary>All its uses are spent.</summary>
    UsedUp = 3,

    /// <summary>A newer code has replaced it.</summary>
    Superseded = 4,

    /// <summary>Outside the opening hours.</summary>
    OutsideHours = 5,

    /// <summary>The depot does not know the time and the code has a window.</summary>
    ClockUnknown = 6,

    /// <summary>A deposit code, and no fitting compartment is free.</summary>
    NoneFree = 7,

    /// <summary>The compartment cannot be driven: its expander does not answer or it is not fitted.</summary>
    OutOfOrder = 8
}
