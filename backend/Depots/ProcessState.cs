namespace Fachwerk.Backend.Depots;

/// <summary>What is going on at a compartment; shown apart from its door.</summary>
public enum ProcessState
{
    /// <summary>Nothing: it can be used.</summary>
    Ready = 0,

    /// <summary>A code or an order was accepted; its door is about to open.</summary>
    Released = 1,

    /// <summary>Its door was opened by a code or an order.</summary>
    InUse = 2,

    /// <summary>Its door has stood open too long.</summary>
    LeftOpen = 3,

    /// <summary>Its door stayed closed despite the pulses.</summary>
    Blocked = 4,

    /// <summary>Its door was opened without an order or a code.</summary>
    BreakIn = 5,

    /// <summary>Not offered until someone looked at it.</summary>
    Quarantined = 6,

    /// <summary>Not assignable.</summary>
    OutOfService = 7
}

/// <summary>What a compartment has beyond its size; the numbers are those of the compartment record.</summary>
[Flags]
public enum CompartmentFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Within reach from a wheelchair.</summary>
    Accessible = 1,

    /// <summary>Cooled.</summary>
    Cooled = 2,

    /// <summary>Has a charger.</summary>
    Charger = 4
}
