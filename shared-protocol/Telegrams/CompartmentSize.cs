namespace Fachwerk.Protocol.Telegrams;

/// <summary>Sizes of compartments: registry "Compartment sizes" of SPEC.md.</summary>
public enum CompartmentSize
{
    /// <summary>S.</summary>
    Small = 1,

    /// <summary>M.</summary>
    Medium = 2,

    /// <summary>L.</summary>
    Large = 3
}
