using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Fleet;

/// <summary>Registers the device plane's stores. Needs DatabaseServer, MasterKey and TimeProvider.</summary>
public static class FleetSlice
{
    /// <summary>
    /// Adds the fleet. Call <see cref="FleetDatabase.PrepareAsync"/> before the host starts; several hosts may.
    /// </summary>
    public static IServiceCollection AddFleet(this IServiceCollection services)
    {
        services.AddSingleton<FleetDatabase>();
        services.AddHostedService<DatabaseWatch>();
        services.AddSingleton<FleetSignals>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetSignals>());
        services.AddSingleton<ControllerKeys>();
        services.AddSingleton<ControllerRegistry>();
        services.AddSingleton<OrderStore>();
        services.AddSingleton<TableStore>();
        services.AddSingleton<DepotConnections>();
        services.AddHostedService<FleetHousekeeping>();
        services.AddSingleton<CodeNumbers>();
        services.AddSingleton<OrderLookup>();
        services.AddSingleton<TableInventory>();
        services.AddSingleton<RenewalTurns>();
        return services;
    }
}
