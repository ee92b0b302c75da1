namespace Fachwerk.Protocol.Telegrams;

/// <summary>What the backend asks of a depot. The numbers are the registry "Order kinds" of SPEC.md.</summary>
public enum OrderKind
{
    /// <summary>Open a compartment.</summary>
    Open = 1,

    /// <summary>Beep and blink for 10 s, so that someone on site finds the depot.</summary>
    Identify = 2,

    /// <summary>Lift the keypad's lockout and fill its budgets.</summary>
    LiftLockout = 3,

    /// <summary>Do not offer a compartment until someone looked at it.</summary>
    Quarantine = 4,

    /// <summary>Restart the controller.</summary>
    Reboot = 5,

    /// <summary>The table has changed: read it now.</summary>
    Refresh = 6,

    /// <summary>Offer a compartment again.</summary>
    LiftQuarantine = 7
}
