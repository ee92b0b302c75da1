using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Depots;

/// <summary>The connections of the tenant's depots, as the fleet knows them. Scoped.</summary>
public sealed class DepotContacts
{
    /// <summary>Those of all depots that have a controller.</summary>
    public Task<IReadOnlyDictionary<DepotId, DepotContact>> ReadAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<DepotId, DepotContact>>(new Dictionary<DepotId, DepotContact>());
}
