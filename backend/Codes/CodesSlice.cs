using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Codes;

/// <summary>Codes that open compartments.</summary>
public static class CodesSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddCodes(this IServiceCollection services)
    {
        services.AddSingleton<IssueTurns>();
        services.AddScoped<CodePlaces>();
        services.AddScoped<IssueCode>();
        services.AddScoped<RevokeCode>();
        services.AddScoped<ListCodes>();
        services.AddScoped<RetireCodes>();
        services.AddSingleton<CodeRetirement>();
        services.AddHostedService(provider => provider.GetRequiredService<CodeRetirement>());
        services.AddScoped<IDepotEventListener, CodeEventListener>();
        services.AddScoped<IOutboxHandler, CodeDelivery>();
        return services;
    }
}
