namespace Fachwerk.Backend.Database;

/// <summary>
/// The tenant that the present scope (a request, a relay pass) works for. Entered once, before anything of the tenant
/// is used; everything scoped takes its database, keys and signals from here.
/// </summary>
public sealed class TenantContext
{
    private Tenant? _tenant;

    /// <summary>False until <see cref="Enter"/>; pages without a tenant never enter one.</summary>
    public bool IsEntered => _tenant is not null;

    /// <summary>The tenant.</summary>
    /// <exception cref="InvalidOperationException">None was entered.</exception>
    public Tenant Tenant => _tenant ?? throw new InvalidOperationException("No tenant was entered in this scope.");

    /// <summary>The fleet's number of the tenant.</summary>
    public int Number => Tenant.Number;

    /// <summary>Its part of addresses.</summary>
    public string Slug => Tenant.Slug;

    /// <summary>Its name as people read it.</summary>
    public string Name => Tenant.Name;

    /// <summary>Binds this scope to a tenant, for good.</summary>
    /// <exception cref="InvalidOperationException">The scope works for another one already.</exception>
    public void Enter(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (_tenant is not null && _tenant.Number != tenant.Number)
            throw new InvalidOperationException("A scope cannot change its tenant.");
        _tenant = tenant;
    }
}
