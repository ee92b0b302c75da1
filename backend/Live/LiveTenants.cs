using System.Collections.Concurrent;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>The tenants of which something is kept on this node.</summary>
public sealed class LiveTenants
{
    private readonly ConcurrentDictionary<int, Tenant> _tenants = new();

    /// <summary>All of them.</summary>
    public IReadOnlyList<Tenant> All => [.. _tenants.Values];

    /// <summary>The tenant, if it is one of them.</summary>
    public Tenant? Find(int tenant) => _tenants.GetValueOrDefault(tenant);

    /// <summary>Something of the tenant is kept from now on.</summary>
    internal void Note(Tenant tenant) => _tenants[tenant.Number] = tenant;

    /// <summary>Nothing of it is kept any more.</summary>
    internal void Forget(int tenant) => _tenants.TryRemove(tenant, out _);
}
