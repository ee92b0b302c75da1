namespace Fachwerk.Backend.Depots;

/// <summary>Sites, depots and compartments; opening doors from afar.</summary>
public static class DepotsSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddDepots(this IServiceCollection services)
    {
        services.AddScoped<DepotContacts>();
        services.AddScoped<OpenCompartment>();
        services.AddScoped<ListDepots>();
        services.AddScoped<ShowDepot>();
        services.AddScoped<ListOpenings>();
        services.AddScoped<ListEvents>();
        return services;
    }
}
