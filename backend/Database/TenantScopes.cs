namespace Fachwerk.Backend.Database;

/// <summary>Makes scopes that work for a tenant, for whatever has no request: relay, seed, tests.</summary>
public sealed class TenantScopes(IServiceScopeFactory scopes)
{
    /// <summary>A scope whose <see cref="TenantContext"/> is entered; dispose it.</summary>
    public AsyncServiceScope Open(Tenant tenant)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Enter(tenant);
        return scope;
    }
}
