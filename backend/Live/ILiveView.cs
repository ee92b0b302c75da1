using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>
/// Draws snapshots of the tenant that the scope has entered. The front door that owns the words has it.
/// </summary>
public interface ILiveView
{
    /// <summary>One depot, or null when the tenant has no such depot.</summary>
    Task<DepotSnapshot?> DepotAsync(DepotId depot, string language, CancellationToken ct);

    /// <summary>All depots of the tenant.</summary>
    Task<FleetSnapshot> FleetAsync(string language, CancellationToken ct);
}
