using Fachwerk.Backend.Fleet;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// Fleet and tenants in line again after one of their databases went back in time; what is derived renewed.
/// </summary>
public static class ReconciliationSlice
{
    /// <summary>Registers the slice. <see cref="ReconciliationService"/> needs <see cref="FleetGeneration"/>.</summary>
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddSingleton<TenantReconciliation>();
        services.AddScoped<TableReconciliation>();
        services.AddScoped<UnmatchedControllers>();
        services.AddScoped<ForgottenOpenings>();
        services.AddHostedService<ReconciliationService>();
        services.AddSingleton<TenantRenewal>();
        services.AddHostedService<RenewalService>();
        return services;
    }
}
