using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Dashboard;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Identity;
using Fachwerk.Backend.Outbox;
using Fachwerk.Backend.Reconciliation;
using Fachwerk.Backend.Secrets;
using Fachwerk.Backend.Tenants;
using Fachwerk.Backend.Time;
using Fachwerk.Backend.Web;
using Fachwerk.Programs;
using Microsoft.AspNetCore.Connections;

namespace Fachwerk.Backend.Hosting;

/// <summary>One running node: its databases, its slices, its addresses.</summary>
public sealed class BackendHost : IAsyncDisposable
{
    private readonly DatabaseServer _server;
    private readonly WebApplication _app;

    private BackendHost(DatabaseServer server, WebApplication app)
    {
        _server = server;
        _app = app;
        // Whoever is told to stop may fail at that; then it is known already whether somebody failed before.
        app.Lifetime.ApplicationStopping.Register(() => HasFailed = Services.GetServices<IHostedService>()
            .OfType<BackgroundService>().Any(part => part.ExecuteTask is { IsFaulted: true }));
    }

    /// <summary>Where pages and API are served, with the port in use.</summary>
    public Uri Http => new(_app.Urls.First());

    /// <summary>The port for telegrams in use.</summary>
    public int Udp => Services.GetRequiredService<GatewayService>().Port;

    /// <summary>The node's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Prepares the databases and starts everything.</summary>
    /// <exception cref="StartupRefusal">With the reason and what to do.</exception>
    public static async Task<BackendHost> StartAsync(BackendOptions options, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var data = DataFolder.Open(options.Data);
        var server = options.Database is null
            ? await DatabaseServer.StartEmbeddedAsync(data, time, ct)
            : await DatabaseServer.ConnectAsync(options.Database, time, ct, options.DatabasePrefix);
        try
        {
            var app = await BuildAsync(options, data, server, time, ct);
            await StartAsync(app, options, ct);
            return new BackendHost(server, app);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the node stopped because a part failed that it cannot do without.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Returns when the node was asked to stop, or when it has failed.</summary>
    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    /// <summary>Stops everything, the embedded PostgreSQL last.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static async Task<WebApplication> BuildAsync(
        BackendOptions options, DataFolder data, DatabaseServer server, TimeProvider time, CancellationToken ct)
    {
        await new FleetDatabase(server).PrepareAsync(ct);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(BackendHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails ends in one clear line of ours; a worker that fails is logged as critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddFilter(
            "Microsoft.AspNetCore.Server.Kestrel", level => level is LogLevel.Warning or LogLevel.Error);
        // Its warning asks for an encryptor; DataProtectionKeys wraps the keys itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseUrls(options.Http.ToString());
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(server);
        builder.Services.AddSingleton(MasterKey.Open(data));
        builder.Services.AddSiteZones(data.FullPath);
        AddSlices(builder, options);
        var app = builder.Build();
        await app.Services.GetRequiredService<FleetGeneration>().WatchAsync(ct);
        MapSlices(app);
        await app.Services.PrepareTenantsAsync(ct);
        return app;
    }

    // One line a slice, from the ground up.
    private static void AddSlices(WebApplicationBuilder builder, BackendOptions options)
    {
        builder.Services.AddFleet();
        builder.Services.AddSingleton<FleetGeneration>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<FleetGeneration>());
        builder.Services.AddGateway(new GatewayOptions { Port = options.Udp, Address = options.UdpAddress });
        builder.Services.AddOutbox();
        builder.Services.AddTenants();
        builder.Services.AddTenantIdentity();
        builder.Services.AddAudit();
        builder.Services.AddDepots();
        builder.Services.AddCodes();
        builder.Services.AddReconciliation();
        builder.Services.AddDashboard();
        builder.AddWeb(new WebOptions(
            WebOptions.HostsOf(options.Http, options.Hosts, options.Proxies.Count > 0), options.Proxies));
    }

    // One line a front door.
    private static void MapSlices(WebApplication app)
    {
        app.UseWeb();
        app.MapGet("/health", () => Results.Text("ok")).WithMetadata(new TenantlessAttribute());
        app.MapWeb();
    }

    private static async Task StartAsync(WebApplication app, BackendOptions options, CancellationToken ct)
    {
        try
        {
            await app.Services.GetRequiredService<GatewayService>().PrepareAsync(ct);
            await app.StartAsync(ct);
        }
        catch (IOException cause) when (cause.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new StartupRefusal($"The address {options.Http} is taken by {PortHolder.OfTcp(options.Http.Port)}. " +
                "Nothing was changed. End it or name another port with --http.", cause);
        }
        catch (SocketException cause)
        {
            await app.DisposeAsync();
            throw new StartupRefusal($"The address {options.Http} cannot be taken ({cause.Message}). Nothing was " +
                "changed. Name one of this machine's that this user may take with --http.", cause);
        }
        // Kestrel's word for it; other parts of the program throw the same when they are not well.
        catch (InvalidOperationException cause) when (options.Http.Scheme == "https"
            && cause.Source?.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) == true)
        {
            await app.DisposeAsync();
            throw new StartupRefusal($"There is no certificate for {options.Http} " +
                $"({StartupRefusal.FirstLine(cause.Message)}). Nothing was changed. Name its file and password in " +
                "ASPNETCORE_Kestrel__Certificates__Default__Path and …__Password, or have a proxy end TLS and name " +
                "an http address with --http.", cause);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
