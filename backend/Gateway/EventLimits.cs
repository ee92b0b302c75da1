namespace Fachwerk.Backend.Gateway;

/// <summary>
/// How many events a node stores. A door pass is four of them; a keypad takes a person every ten seconds, 0.4 events a
/// second. What the figures mean on a disk stands in OPERATIONS.md.
/// </summary>
public sealed record EventLimits
{
    /// <summary>
    /// What each depot always has, whatever its tenant's others do: at once more than its journal holds.
    /// </summary>
    public EventBudget Share { get; init; } = new(4_096, TimeSpan.FromSeconds(16));

    /// <summary>
    /// The ceiling of a depot: four thousand passes at once, then more than twice what a keypad can bring.
    /// </summary>
    public EventBudget Depot { get; init; } = new(16_384, TimeSpan.FromSeconds(1));

    /// <summary>What all depots of a tenant have in common beyond their shares.</summary>
    public EventBudget Tenant { get; init; } = new(262_144, TimeSpan.FromSeconds(1.0 / 16));
}
