namespace Fachwerk.Backend.Time;

/// <summary>Time zones of sites.</summary>
public static class TimeSlice
{
    /// <summary>Registers the slice.</summary>
    /// <param name="services">Where.</param>
    /// <param name="folder">Where newer rules are looked for.</param>
    public static IServiceCollection AddSiteZones(this IServiceCollection services, string folder)
    {
        services.AddSingleton<SiteZones>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TimeZoneFile>(
            provider, Path.Combine(folder, TimeZoneFile.Name)));
        return services;
    }
}
