using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Tenants;

/// <summary>Catalogue and databases of the tenants.</summary>
public static class TenantsSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<TenantCatalogue>();
        services.AddSingleton<CreateTenant>();
        services.AddSingleton<TenantDatabases>();
        services.AddSingleton<TenantScopes>();
        services.AddSingleton<TenantSignals>();
        services.AddScoped<TenantContext>();
        services.AddScoped(scope => scope.GetRequiredService<TenantDatabases>()
            .Open(scope.GetRequiredService<TenantContext>().Tenant.Database));
        services.AddScoped<TenantCommit>();
        return services;
    }

    /// <summary>Brings every tenant's database to this version.</summary>
    public static async Task PrepareTenantsAsync(this IServiceProvider services, CancellationToken ct)
    {
        var databases = services.GetRequiredService<TenantDatabases>();
        foreach (var tenant in await services.GetRequiredService<TenantCatalogue>().ListAsync(ct))
            await databases.PrepareAsync(tenant.Database, ct);
    }
}
