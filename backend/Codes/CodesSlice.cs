namespace Fachwerk.Backend.Codes;

/// <summary>Codes that open compartments.</summary>
public static class CodesSlice
{
    /// <summary>Registers the slice.</summary>
    public static IServiceCollection AddCodes(this IServiceCollection services)
    {
        services.AddScoped<IssueCode>();
        services.AddScoped<RevokeCode>();
        services.AddScoped<ListCodes>();
        return services;
    }
}
