using System.CommandLine;
using System.Net;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Gateway;
using Fachwerk.Programs;

namespace Fachwerk.Backend.Hosting;

/// <summary>The commands of the backend's process.</summary>
public static class BackendCommands
{
    private const int DepotsMax = 500;

    private static readonly Option<string> Data = Options.Folder(
        "--data", "Folder for keys and the embedded PostgreSQL.");

    private static readonly Option<Uri> Http = new("--http")
    {
        Description = "Address of pages and API; port 0 takes a free one.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && IsPlace(address))
                return address;
            result.AddError("--http takes an address without a path, such as http://127.0.0.1:5080; for port 0 in " +
                $"figures, not '{result.Tokens[0].Value}'");
            return null!;
        }
    };

    private static readonly Option<string[]> Hosts = new("--host")
    {
        Description = "A name under which browsers reach the pages; may be given several times. Others are refused. " +
            "Without it: any, or localhost alone where --http names this machine alone and there is no proxy.",
        CustomParser = result =>
        {
            string[] names = [.. result.Tokens.Select(token => token.Value)];
            foreach (var name in names.Where(name => Uri.CheckHostName(name) == UriHostNameType.Unknown))
                result.AddError($"--host takes a name, such as depots.example.org, not '{name}'");
            return names;
        }
    };

    private static readonly Option<IPNetwork[]> Proxies = new("--proxy")
    {
        Description = "ADDRESS[/BITS] of a proxy before the pages, whose X-Forwarded-For and X-Forwarded-Proto are " +
            "believed; once for each on the way. It must pass on Host as it came.",
        CustomParser = result =>
        {
            var proxies = new List<IPNetwork>();
            foreach (var token in result.Tokens)
            {
                if (IPAddress.TryParse(token.Value, out var address))
                    proxies.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
                else if (IPNetwork.TryParse(token.Value, out var network))
                    proxies.Add(network);
                else
                    result.AddError($"--proxy takes an address or a network, such as 10.0.0.1 or 10.0.0.0/24, " +
                        $"not '{token.Value}'");
            }

            return [.. proxies];
        }
    };

    private static readonly Option<int> Depots = Options.Number(
        "--depots", $"How many depots the demo has at least, 1 to {DepotsMax}.", 1, DepotsMax, 3);

    // Stopping ends with the embedded PostgreSQL, which may have much to write.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);

    internal static RootCommand Create(TimeProvider time)
    {
        Data.Required = true;
        var (everywhere, here) = (Udp("all"), Udp("this machine's own"));
        var serve = new Command("serve", "Runs a node.")
        {
            Data, Http, everywhere, Hosts, Proxies, Parent.Option
        };
        serve.SetAction((parsed, ct) => RunAsync(
            parsed, null, parsed.GetRequiredValue(everywhere), IPAddress.IPv6Any, time, ct));
        var demo = new Command("demo", "Runs a node with a tenant, an account and depots to look at.")
        {
            Data, Http, here, Hosts, Proxies, Depots, Parent.Option
        };
        demo.SetAction((parsed, ct) => RunAsync(
            parsed, parsed.GetValue(Depots), parsed.GetRequiredValue(here), IPAddress.Loopback, time, ct));
        return new RootCommand("Fachwerk's backend.")
        {
            serve, demo, RecoveryCommands.Fleet(Data, time), RecoveryCommands.Tenant(Data, time)
        };
    }

    // What Kestrel can take: it has no place for a path, and finds free ports for addresses only.
    private static bool IsPlace(Uri address) => address.Scheme is "http" or "https" && address.PathAndQuery == "/"
        && address.Fragment.Length == 0 && address.UserInfo.Length == 0
        && (address.Port > 0 || address.Host != "localhost");

    // Each command says its own address.
    private static Option<UdpPlace> Udp(string addresses) => new("--udp")
    {
        Description = $"[ADDRESS:]PORT for telegrams; port 0 takes a free one. Without an address: {addresses}. " +
            "[::] stands for all.",
        DefaultValueFactory = _ => new UdpPlace(null, GatewayOptions.DefaultPort),
        CustomParser = result =>
        {
            if (UdpPlace.TryParse(result.Tokens[0].Value, out var place))
                return place;
            result.AddError("--udp takes a port, or an address and a port, such as 5683, 127.0.0.1:5683 or " +
                $"[::]:5683, not '{result.Tokens[0].Value}'");
            return null!;
        }
    };

    private static async Task<int> RunAsync(
        ParseResult parsed, int? depots, UdpPlace place, IPAddress udp, TimeProvider time, CancellationToken stop)
    {
        var ct = Parent.Follow(parsed, StopMax, time, stop);
        var options = new BackendOptions(
            parsed.GetRequiredValue(Data), parsed.GetRequiredValue(Http), place.Port,
            Environment.GetEnvironmentVariable(BackendOptions.DatabaseVariable))
        {
            UdpAddress = place.Address ?? udp,
            Hosts = parsed.GetValue(Hosts) ?? [],
            Proxies = parsed.GetValue(Proxies) ?? []
        };
        try
        {
            await using var host = await BackendHost.StartAsync(options, time, ct);
            await WriteReadyAsync(host, options.UdpAddress, depots, ct);
            await host.WaitForShutdownAsync(ct);
            // Whoever watches over the node starts it anew.
            return host.HasFailed ? 1 : 0;
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

    private static async Task WriteReadyAsync(
        BackendHost host, IPAddress udp, int? depots, CancellationToken ct)
    {
        var http = host.Http.ToString().TrimEnd('/');
        if (depots is null)
        {
            ReadyLine.Write(Console.Out, new { http, udp = host.Udp });
            return;
        }

        var seed = ActivatorUtilities.CreateInstance<DemoSeed>(host.Services);
        var credentials = await seed.EnsureAsync(depots.Value, UdpPlace.Reached(udp, host.Udp), ct);
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
