using System.CommandLine;
using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Hosting;

/// <summary>The commands of the backend's process.</summary>
public static class BackendCommands
{
    private const int DepotsMax = 500;

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder for keys and the embedded PostgreSQL.",
        Required = true
    };

    private static readonly Option<Uri> Http = new("--http")
    {
        Description = "Address of pages and API; port 0 takes a free one.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https")
                return address;
            result.AddError("--http takes an address such as http://127.0.0.1:5080.");
            return null!;
        }
    };

    private static readonly Option<int> Udp = new("--udp")
    {
        Description = "Port for telegrams; 0 takes a free one.",
        DefaultValueFactory = _ => 5683
    };

    private static readonly Option<int> Depots = new("--depots")
    {
        Description = $"How many depots the demo has at least, 1 to {DepotsMax}.",
        DefaultValueFactory = _ => 3
    };

    // Stopping ends with the embedded PostgreSQL, which may have much to write.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);

    /// <summary>Runs what the command line asks for, until it is done or the process is told to stop.</summary>
    /// <returns>The exit status.</returns>
    public static Task<int> InvokeAsync(string[] args, TimeProvider time) =>
        Create(time).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopMax });

    private static RootCommand Create(TimeProvider time)
    {
        Depots.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > DepotsMax)
                result.AddError($"--depots takes 1 to {DepotsMax}.");
        });
        var serve = new Command("serve", "Runs a node.") { Data, Http, Udp };
        serve.SetAction((parsed, ct) => RunAsync(parsed, null, time, ct));
        var demo = new Command("demo", "Runs a node with a tenant, an account and depots to look at.")
        {
            Data, Http, Udp, Depots
        };
        demo.SetAction((parsed, ct) => RunAsync(parsed, parsed.GetValue(Depots), time, ct));
        return new RootCommand("Fachwerk's backend.")
        {
            serve, demo, RecoveryCommands.Fleet(Data, time), RecoveryCommands.Tenant(Data, time)
        };
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, int? depots, TimeProvider time, CancellationToken ct)
    {
        var options = new BackendOptions(
            parsed.GetRequiredValue(Data), parsed.GetRequiredValue(Http), parsed.GetRequiredValue(Udp),
            Environment.GetEnvironmentVariable(BackendOptions.DatabaseVariable));
        try
        {
            await using var host = await BackendHost.StartAsync(options, time, ct);
            await WriteReadyAsync(host, depots, ct);
            await host.WaitForShutdownAsync(ct);
            return 0;
        }
        catch (StartupRefusal refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 1;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task WriteReadyAsync(BackendHost host, int? depots, CancellationToken ct)
    {
        var http = host.Http.ToString().TrimEnd('/');
        if (depots is null)
        {
            ReadyLine.Write(Console.Out, new { http, udp = host.Udp });
            return;
        }

        var seed = ActivatorUtilities.CreateInstance<DemoSeed>(host.Services);
        var credentials = await seed.EnsureAsync(depots.Value, $"127.0.0.1:{host.Udp}", ct);
        ReadyLine.Write(Console.Out, new
        {
            http,
            udp = host.Udp,
            tenant = credentials.Tenant,
            user = credentials.User,
            password = credentials.Password,
            identities = seed.Identities
        });
    }
}
