using System.CommandLine;
using System.Text.Json;
using Fachwerk.Simulator.Alone;
using Fachwerk.Simulator.Api;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Commands;

/// <summary><c>sim</c>: depots in real time, with their front panels and the control API.</summary>
internal static class SimCommand
{
    private const string DefaultDataFolder = ".fachwerk/sim";

    private static readonly Option<DirectoryInfo?> Identities = new("--identities")
    {
        Description = "Folder of identity files that a backend issued; a depot for each"
    };

    private static readonly Option<bool> Alone = new("--alone")
    {
        Description = "Without a backend: own identities, and codes to try"
    };

    private static readonly Option<int?> Depots = new("--depots")
    {
        Description = "How many depots, 1 to 500 (default: all identities; 3 with --alone)"
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port of front panels and control API on 127.0.0.1; 0 = a free one",
        DefaultValueFactory = _ => 5090
    };

    private static readonly Option<string?> Gateway = new("--gateway")
    {
        Description = "host:port of the gateway instead of those in the identities"
    };

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "Folder that keeps the boards' memories",
        DefaultValueFactory = _ => new DirectoryInfo(DefaultDataFolder)
    };

    private static readonly Option<int> BootSpread = new("--boot-spread")
    {
        Description = "Seconds over which depots without a table spread their first check-in, 0 to 600",
        DefaultValueFactory = _ => 60
    };

    internal static Command Build(TimeProvider time)
    {
        Command command = new("sim", "Runs simulated depots in real time, each with a front panel as a web page")
        {
            Identities, Alone, Depots, Port, Gateway, Data, BootSpread
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Identities) is null != result.GetValue(Alone))
                result.AddError("Give either --identities DIR or --alone.");
            if (result.GetValue(Depots) is < 1 or > SimulatorOptions.DepotsMax)
                result.AddError($"--depots is 1 to {SimulatorOptions.DepotsMax}.");
            if (result.GetValue(Port) is < 0 or > 65535)
                result.AddError("--port is 0 to 65535.");
            if (result.GetValue(BootSpread) is < 0 or > 600)
                result.AddError("--boot-spread is 0 to 600.");
            if (result.GetValue(Gateway) is string gateway && !IdentityFile.IsGateway(gateway))
                result.AddError("--gateway is host:port.");
        });
        command.SetAction((parsed, stop) => RunAsync(parsed, time, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken stop)
    {
        try
        {
            using SimulatorHost host = Make(parsed, time);
            await using WebApplication app = SimulatorWeb.Build(host, parsed.GetValue(Port));
            await app.StartAsync(stop);
            host.Start();
            string ready = JsonSerializer.Serialize(new { http = app.Address(), depots = host.Controllers });
            Console.WriteLine("READY " + ready);
            await app.WaitForShutdownAsync(stop);
            return 0;
        }
        catch (Exception exception)
            when (exception is IdentityFileException or IOException or UnauthorizedAccessException)
        {
            string folder = parsed.GetValue(Data)!.FullName;
            bool saysItAll = exception is IdentityFileException || exception.InnerException is not null;
            await Console.Error.WriteLineAsync(saysItAll
                ? exception.Message
                : $"The data folder {folder} cannot be used (does another simulator run on it?): {exception.Message}");
            return 1;
        }
    }

    private static SimulatorHost Make(ParseResult parsed, TimeProvider time)
    {
        string folder = parsed.GetValue(Data)!.FullName;
        PrivateFile.MakeFolder(folder);
        bool alone = parsed.GetValue(Alone);
        IReadOnlyList<IdentityFile> identities = alone
            ? AloneFleet.Prepare(folder, parsed.GetValue(Depots) ?? AloneFleet.DefaultDepots)
            : IdentityFile.ReadFolder(parsed.GetValue(Identities)!.FullName);
        SimulatorHost host = new(
            new SimulatorOptions
            {
                Identities = [.. identities.Take(parsed.GetValue(Depots) ?? SimulatorOptions.DepotsMax)],
                DataFolder = folder,
                Gateway = parsed.GetValue(Gateway),
                Alone = alone,
                BootSpread = TimeSpan.FromSeconds(parsed.GetValue(BootSpread))
            },
            time);
        if (alone)
            AloneFleet.GiveCodes(host, folder, Console.Out);
        return host;
    }
}
