using System;

namespace Fachwerk.Protocol.Telegrams;

/// <summary>The <c>flags</c> of a check-in: registry "Check-in flags" of SPEC.md.</summary>
[Flags]
public enum CheckInFlags
{
    /// <summary>Nothing to report.</summary>
    None = 0,

    /// <summary>The clock is not to be trusted.</summary>
    ClockUntrusted = 1,

    /// <summary>Booted since the last check-in.</summary>
    Booted = 2,

    /// <summary>The mains supply is lost.</summary>
    MainsLost = 4,

    /// <summary>The housing is open.</summary>
    Tamper = 8,

    /// <summary>The keypad is locked.</summary>
    KeypadLocked = 16,

    /// <summary>The FRAM does not answer or failed a check.</summary>
    StorageFault = 32,

    /// <summary>The display does not answer.</summary>
    DisplayFault = 64,

    /// <summary>An expander does not answer.</summary>
    ExpanderFault = 128,

    /// <summary>A break-in, an opened housing or a duress code waits among the events.</summary>
    AlarmWaits = 256
}
