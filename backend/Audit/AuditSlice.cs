using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Audit;

/// <summary>The tenant's log, which only grows as long as nobody sets out to change it.</summary>
public static class AuditSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddScoped<AuditTrail>();
        services.AddScoped<ITenantCommitStep>(scope => scope.GetRequiredService<AuditTrail>());
        services.AddScoped<AuditLog>();
        services.AddScoped<AuditVerification>();
        return services;
    }
}
