using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>The relay between a tenant's database and the fleet's, up and down.</summary>
public static class OutboxSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<DirtyTenants>();
        services.AddSingleton<InboxReader>();
        services.AddSingleton<InboxTally>();
        services.AddSingleton<EventRelay>();
        services.AddSingleton<OutboxRelay>();
        services.AddHostedService<TenantRelay>();
        services.AddScoped<OutboxWriter>();
        services.AddScoped<ITenantCommitStep>(scope => scope.GetRequiredService<OutboxWriter>());
        return services;
    }
}
