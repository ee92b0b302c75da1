namespace Fachwerk.Protocol.Telegrams;

/// <summary>Why the controller started. The numbers are the registry "Boot reasons" of SPEC.md.</summary>
public enum BootReason
{
    /// <summary>No marker was found: power came back, or the watchdog reset it.</summary>
    PowerOrWatchdog = 1,

    /// <summary>Asked for by an order or an update.</summary>
    Planned = 2,

    /// <summary>An unhandled fault ended the program.</summary>
    Fault = 3
}
