using Fachwerk.Backend.Live;

namespace Fachwerk.Backend.Dashboard;

/// <summary>The operator's pages and what feeds them live.</summary>
public static class DashboardSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddScoped<FleetReader>();
        services.AddScoped<LiveView>();
        services.AddScoped<ILiveView>(scope => scope.GetRequiredService<LiveView>());
        services.AddScoped<LiveChanges>();
        services.AddScoped<LiveConnections>();
        services.AddHostedService<LiveFeed>();
        return services;
    }
}
