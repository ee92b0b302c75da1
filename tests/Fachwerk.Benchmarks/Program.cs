using System.CommandLine;
using System.Text.Json;
using Fachwerk.Benchmarks.Codes;
using Fachwerk.Benchmarks.Gateway;
using Fachwerk.Benchmarks.Herd;
using Fachwerk.Benchmarks.Load;
using Fachwerk.Benchmarks.Measuring;
using Fachwerk.Benchmarks.Protocol;
using Fachwerk.Benchmarks.SignIns;

// One subcommand a benchmark; each prints a table with ratios to a baseline measured in the same run.
#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
var time = TimeProvider.System;
#pragma warning restore RS0030
var harness = new Harness(time);

var protocol = new Command("protocol", "Encode, protect, unprotect and decode of the telegrams.");
protocol.SetAction(_ => ProtocolBenchmark.Run(harness, Console.Out));

var receive = new Command("receive", "What a received datagram costs beside a plain echo, and what it allocates.");
receive.SetAction(_ => GatewayBenchmark.Run(harness, Console.Out));

var backend = new Option<string>("--backend") { Description = "The backend's DLL.", Required = true };
var data = new Option<string>("--data") { Description = "Folder for its databases.", Required = true };
var json = new Option<bool>("--json") { Description = "One line of JSON instead of a table." };
var controllers = new Option<int>("--controllers") { DefaultValueFactory = _ => 1_000_000 };
var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 16_667 };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60 };
var gateway = new Command(
    "gateway", "Check-ins, events and orders of a whole fleet: generator, gateway and PostgreSQL on this machine.")
{
    backend, data, json, controllers, rate, seconds
};
gateway.SetAction((parsed, ct) => BenchOf(parsed).RunAsync(parsed.GetValue(json), ct));

var busy = new Command("busy", "Only the openings and events of it.") { backend, data, controllers, seconds };
busy.Hidden = true;
busy.SetAction(async (parsed, ct) =>
    Console.WriteLine(JsonSerializer.Serialize(await BenchOf(parsed).BusyAsync(ct), JsonSerializerOptions.Web)));

var depots = new Option<int>("--depots") { DefaultValueFactory = _ => 100_000 };
var picture = new Option<string>("--picture") { DefaultValueFactory = _ => "backend/herd.svg" };
var herd = new Command("herd", "What a fleet sends while it has no gateway and afterwards, in virtual time.")
{
    depots, picture
};
herd.SetAction(parsed => HerdBench.Run(
    parsed.GetValue(depots), parsed.GetRequiredValue(picture), Console.Out));

var count = new Option<int>("--codes") { DefaultValueFactory = _ => 999 };
var codes = new Command("codes", "How long codes issued at once take to a simulated depot.") { data, count };
codes.SetAction((parsed, ct) => new CodesBench(
    parsed.GetRequiredValue(data), parsed.GetValue(count), time, Console.Out).RunAsync(ct));

var echo = new Command("echo", "The baseline's responder.") { Hidden = true };
echo.SetAction(_ => EchoResponder.Run(Console.Out));

var options = new Option<string>("--options") { Required = true };
var generate = new Command("generate", "The load's generator.") { options };
generate.Hidden = true;
generate.SetAction(parsed =>
{
    var wanted = JsonSerializer.Deserialize<LoadOptions>(parsed.GetRequiredValue(options))!;
    Console.WriteLine($"READY {JsonSerializer.Serialize(new LoadGenerator(wanted, time).Run())}");
});

var (signIn, flood) = (SignInCommands.Bench(data, time), SignInCommands.Flood(time));
var root = new RootCommand("Measures the hot paths.")
{
    protocol, receive, gateway, busy, signIn, codes, herd, echo, generate, flood
};
return await root.Parse(args).InvokeAsync();

LoadBench BenchOf(ParseResult parsed) => new(
    new LoadPlan(
        parsed.GetRequiredValue(backend), parsed.GetRequiredValue(data), parsed.GetValue(controllers),
        parsed.GetValue(rate), parsed.GetValue(seconds)),
    time, Console.Out);
