namespace Fachwerk.Protocol.Telegrams;

/// <summary>Why a compartment is quarantined: registry "Quarantine causes" of SPEC.md.</summary>
public enum QuarantineCause
{
    /// <summary>Its door stayed shut after all pulses.</summary>
    Blocked = 1,

    /// <summary>An order.</summary>
    Order = 2,

    /// <summary>Its door was opened without an order or code.</summary>
    BreakIn = 3
}
