using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using Fachwerk.Programs;
using Fachwerk.Simulator.Alone;
using Fachwerk.Simulator.Api;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;
using Microsoft.AspNetCore.Connections;

namespace Fachwerk.Simulator.Commands;

/// <summary><c>sim</c>: depots in real time, with their front panels and the control API.</summary>
internal static class SimCommand
{
    private const string DefaultDataFolder = ".fachwerk/sim";

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);

    private static readonly Option<string> Identities = Options.PresentFolder(
        "--identities", "Folder of identity files that a backend issued; a depot for each");

    private static readonly Option<bool> Alone = new("--alone")
    {
        Description = "Without a backend: own identities, and codes to try"
    };

    private static readonly Option<int?> Depots = Options.OptionalNumber(
        "--depots", "How many depots, 1 to 500 (default: all identities; 3 with --alone)",
        1, SimulatorOptions.DepotsMax);

    private static readonly Option<int> Port = Options.Number(
        "--port", "Port of front panels and control API on 127.0.0.1; 0 = a free one", 0, ushort.MaxValue, 5090);

    private static readonly Option<string> Gateway = Options.Text(
        "--gateway", "host:port of the gateway instead of those in the identities", "host:port",
        IdentityFile.IsGateway);

    private static readonly Option<string> Data = Options.Folder("--data", "Folder that keeps the boards' memories");

    private static readonly Option<int> BootSpread = Options.Number(
        "--boot-spread", "Seconds over which depots without a table spread their first check-in, 0 to 600", 0, 600, 60);

    internal static Command Build(TimeProvider time)
    {
        Data.DefaultValueFactory = _ => DefaultDataFolder;
        Command command = new("sim", "Runs simulated depots in real time, each with a front panel as a web page")
        {
            Identities, Alone, Depots, Port, Gateway, Data, BootSpread, Parent.Option
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Identities) is null != Options.IsSet(result, Alone))
                result.AddError("Give either --identities DIR or --alone");
        });
        command.SetAction((parsed, stop) => RunAsync(parsed, time, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken asked)
    {
        CancellationToken stop = Parent.Follow(parsed, StopMax, time, asked);
        try
        {
            using SimulatorHost host = Make(parsed, time);
            await using WebApplication app = SimulatorWeb.Build(host, parsed.GetValue(Port));
            await app.StartAsync(stop);
            host.Start();
            Console.WriteLine(Ready(app.Address(), host.Controllers, forProgram: parsed.GetValue(Parent.Option)));
            await app.WaitForShutdownAsync(stop);
            return 0;
        }
        catch (Exception exception)
            when (exception is IdentityFileException or IOException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync(exception switch
            {
                IdentityFileException => exception.Message,
                { InnerException: AddressInUseException } =>
                    $"The port {parsed.GetValue(Port)} of the front panels is taken by "
                    + $"{PortHolder.OfTcp(parsed.GetValue(Port))}. End it or name another one with --port.",
                SocketException =>
                    $"The port {parsed.GetValue(Port)} of the front panels cannot be taken ({exception.Message}). "
                    + "Name another one with --port.",
                _ => $"The data folder {Path.GetFullPath(parsed.GetRequiredValue(Data))} cannot be used (does another "
                    + $"simulator run on it?): {exception.Message}"
            });
            return 1;
        }
    }

    // A program that starts this one reads JSON; people are told what to do.
    private static string Ready(string http, IReadOnlyList<uint> controllers, bool forProgram) => forProgram
        ? "READY " + JsonSerializer.Serialize(new { http, depots = controllers })
        : $"Ready: {controllers.Count} depots. Their front panels: {http}/ (Ctrl-C ends them)";

    private static SimulatorHost Make(ParseResult parsed, TimeProvider time)
    {
        string folder = Path.GetFullPath(parsed.GetRequiredValue(Data));
        PrivateFile.MakeFolder(folder);
        bool alone = parsed.GetValue(Alone);
        IReadOnlyList<IdentityFile> identities = alone
            ? AloneFleet.Prepare(folder, parsed.GetValue(Depots) ?? AloneFleet.DefaultDepots)
            : IdentityFile.ReadFolder(Path.GetFullPath(parsed.GetRequiredValue(Identities)));
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
