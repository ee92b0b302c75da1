using System.Net;
using System.Text.Json.Serialization;
using Fachwerk.Simulator.Running;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Json;

namespace Fachwerk.Simulator.Api;

/// <summary>The simulator's web server: control API and front panels, for this machine only.</summary>
public static class SimulatorWeb
{
    private const long BodyBytesMax = 64 * 1024;

    // The pages are drawn by their own script and style only.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A server for the depots of <paramref name="host"/>, not started yet.</summary>
    /// <param name="host">The depots; not disposed with the server.</param>
    /// <param name="port">0 for a free one.</param>
    public static WebApplication Build(SimulatorHost host, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRouting();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(host);
        builder.Services.Configure<JsonOptions>(options =>
        {
            foreach (JsonConverter converter in DepotStream.Json.Converters)
                options.SerializerOptions.Converters.Add(converter);
        });
        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(OnlyThisMachine);
        app.UseRouting();
        app.MapDepots();
        app.MapPanel();
        return app;
    }

    /// <summary>Where a started server listens.</summary>
    public static string Address(this WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static Task OnlyThisMachine(HttpContext context, RequestDelegate next)
    {
        // Another name that leads here is a page elsewhere trying to reach in (DNS rebinding).
        if (context.Request.Host.Host is not ("127.0.0.1" or "localhost" or "[::1]"))
            return Results.Problem(statusCode: 421, detail: "The simulator answers to 127.0.0.1 and localhost only.")
                .ExecuteAsync(context);
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return next(context);
    }
}
