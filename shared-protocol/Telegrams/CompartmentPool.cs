namespace Fachwerk.Protocol.Telegrams;

/// <summary>Who may assign a compartment, exactly one: registry "Compartment pools" of SPEC.md.</summary>
public enum CompartmentPool
{
    /// <summary>The depot, by deposit codes.</summary>
    Depot = 1,

    /// <summary>The backend.</summary>
    Backend = 2,

    /// <summary>Nobody.</summary>
    OutOfService = 3
}
