using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Depots;

/// <summary>Sites, depots and compartments; opening doors from afar.</summary>
public static class DepotsSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddDepots(this IServiceCollection services)
    {
        services.AddScoped<DepotContacts>();
        services.AddScoped<OpenCompartment>();
        services.AddScoped<ShowDepot>();
        services.AddScoped<ListOpenings>();
        services.AddScoped<ListEvents>();
        services.AddScoped<CreateSite>();
        services.AddScoped<CreateDepot>();
        services.AddScoped<SettingsRenewal>();
        services.AddScoped<DoorComparison>();
        services.AddScoped<IDepotEventListener, DepotEventListener>();
        services.AddScoped<ISetAsideListener, SetAsideListener>();
        services.AddScoped<IOutboxHandler, OrderDelivery>();
        services.AddScoped<IOutboxHandler, DepotTableDelivery>();
        return services;
    }
}
