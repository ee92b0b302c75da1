using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Connections;

namespace Fachwerk.Backend.Live;

/// <summary>Registers the live hub.</summary>
public static class LiveSlice
{
    /// <summary>The hub's address below the tenant.</summary>
    public const string Path = "/live";

    private const int MessageBytesMax = 4 * 1024;

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveAudience>();
        services.AddSingleton<LiveSessions>();
        services
            .AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = MessageBytesMax;
                options.KeepAliveInterval = TimeSpan.FromSeconds(5);
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(20);
            })
            .AddJsonProtocol(options =>
            {
                options.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter());
                options.PayloadSerializerOptions.Converters.Add(new DepotIdJsonConverter());
            });
        return services;
    }

    public static IEndpointConventionBuilder MapLive(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHub<LiveHub>(Path, options =>
        {
            options.Transports = HttpTransportType.WebSockets | HttpTransportType.LongPolling;
            options.CloseOnAuthenticationExpiration = true;
        });
}
