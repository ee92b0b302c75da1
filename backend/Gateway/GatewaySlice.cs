using Fachwerk.Backend.Database;
using Fachwerk.Backend.Secrets;

namespace Fachwerk.Backend.Gateway;

/// <summary>Registers the gateway. Needs AddFleet.</summary>
public static class GatewaySlice
{
    /// <summary>Adds the gateway, a hosted service; <see cref="GatewayService.Port"/> is the port in use.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<GatewayCounters>();
        services.AddSingleton(provider => new GatewayParts(
            provider.GetRequiredService<FleetDatabase>(), provider.GetRequiredService<MasterKey>(),
            provider.GetRequiredService<FleetSignals>(), provider.GetRequiredService<GatewayCounters>(), options,
            AesNiAead.OrFramework(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new GatewayService(
            provider.GetRequiredService<GatewayParts>(), provider.GetRequiredService<FleetSignals>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GatewayService>>()));
        services.AddHostedService(provider => provider.GetRequiredService<GatewayService>());
        return services;
    }
}
