using System.CommandLine;
using System.Text.Json;
using Fachwerk.Benchmarks.Codes;
using Fachwerk.Benchmarks.Gateway;
using Fachwerk.Benchmarks.Herd;
using Fachwerk.Benchmarks.Load;
using Fachwerk.Benchmarks.Measuring;
using Fachwerk.Benchmarks.Protocol;
using Fachwerk.Benchmarks.SignIns;
using Fachwerk.Programs;

namespace Fachwerk.Benchmarks;

/// <summary>One command a benchmark; each prints a table with ratios to a baseline measured in the same run.</summary>
internal static class BenchCommands
{
    private const int ControllersMax = 10_000_000;
    private const int RateMax = 1_000_000;
    private const int SecondsMax = 3_600;
    private const int CodesMax = 999;

    private static readonly Option<string> Backend = Options.PresentFile("--backend", "The backend's DLL.");
    private static readonly Option<string> Data = Options.Folder("--data", "Folder for its databases.");
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON instead of a table." };

    private static readonly Option<int> Controllers = Options.Number(
        "--controllers", "How large the fleet is.", 1, ControllersMax, 1_000_000);

    private static readonly Option<int> Rate = Options.Number("--rate", "Check-ins a second.", 1, RateMax, 16_667);

    private static readonly Option<int> Seconds = Options.Number(
        "--seconds", "How long the longest figure is measured.", 1, SecondsMax, 60);

    private static readonly Option<string> Load = Options.Text(
        "--options", "The load as JSON.", "the options of a load as JSON",
        text => LoadOptions.TryRead(text) is not null);

    public static RootCommand Create(TimeProvider time)
    {
        Backend.Required = Data.Required = Load.Required = true;
        var harness = new Harness(time);
        var protocol = new Command("protocol", "Encode, protect, unprotect and decode of the telegrams.");
        protocol.SetAction(_ => ProtocolBenchmark.Run(harness, Console.Out));
        var receive = new Command(
            "receive", "What a received datagram costs beside a plain echo, and what it allocates.");
        receive.SetAction(_ => GatewayBenchmark.Run(harness, Console.Out));
        return new RootCommand("Measures the hot paths.")
        {
            protocol, receive, Gateway(time), Busy(time), SignInCommands.Bench(Data, time), Codes(time), Herd(),
            Echo(time), Generate(time), SignInCommands.Flood(time)
        };
    }

    private static Command Gateway(TimeProvider time)
    {
        var gateway = new Command(
            "gateway",
            "Check-ins, events and orders of a whole fleet: generator, gateway and PostgreSQL on this machine.")
        {
            Backend, Data, Json, Controllers, Rate, Seconds
        };
        gateway.SetAction((parsed, ct) => BenchOf(parsed, parsed.GetValue(Rate), time)
            .RunAsync(parsed.GetValue(Json), ct));
        return gateway;
    }

    private static Command Busy(TimeProvider time)
    {
        var busy = new Command("busy", "Only the openings and events of it.") { Backend, Data, Controllers, Seconds };
        busy.Hidden = true;
        busy.SetAction(async (parsed, ct) => Console.WriteLine(JsonSerializer.Serialize(
            await BenchOf(parsed, 0, time).BusyAsync(ct), JsonSerializerOptions.Web)));
        return busy;
    }

    private static Command Codes(TimeProvider time)
    {
        var count = Options.Number("--codes", "How many are issued at once.", 1, CodesMax, 999);
        var codes = new Command("codes", "How long codes issued at once take to a simulated depot.") { Data, count };
        codes.SetAction((parsed, ct) => new CodesBench(
            parsed.GetRequiredValue(Data), parsed.GetValue(count), time, Console.Out).RunAsync(ct));
        return codes;
    }

    private static Command Herd()
    {
        var depots = Options.Number("--depots", "How large the fleet is.", 1, ControllersMax, 100_000);
        var picture = Options.NewFile("--picture", "Where its curves are drawn.");
        picture.DefaultValueFactory = _ => "backend/herd.svg";
        var herd = new Command("herd", "What a fleet sends while it has no gateway and afterwards, in virtual time.")
        {
            depots, picture
        };
        herd.SetAction(parsed => HerdBench.Run(
            parsed.GetValue(depots), parsed.GetRequiredValue(picture), Console.Out));
        return herd;
    }

    private static Command Echo(TimeProvider time)
    {
        var echo = new Command("echo", "The baseline's responder.") { Parent.Option };
        echo.Hidden = true;
        echo.SetAction((parsed, ct) => Task.Run(
            () => EchoResponder.Run(Console.Out, Parent.Follow(parsed, TimeSpan.Zero, time, ct)), ct));
        return echo;
    }

    private static Command Generate(TimeProvider time)
    {
        var generate = new Command("generate", "The load's generator.") { Load, Parent.Option };
        generate.Hidden = true;
        generate.SetAction((parsed, ct) =>
        {
            Parent.Follow(parsed, TimeSpan.Zero, time, ct);
            var wanted = LoadOptions.TryRead(parsed.GetRequiredValue(Load))!;
            Console.WriteLine($"READY {JsonSerializer.Serialize(new LoadGenerator(wanted, time).Run())}");
            return Task.CompletedTask;
        });
        return generate;
    }

    private static LoadBench BenchOf(ParseResult parsed, int rate, TimeProvider time) => new(
        new LoadPlan(
            parsed.GetRequiredValue(Backend), parsed.GetRequiredValue(Data), parsed.GetValue(Controllers), rate,
            parsed.GetValue(Seconds)),
        time, Console.Out);
}
