using System.CommandLine;
using System.Text.Json;
using Fachwerk.Benchmarks.Gateway;
using Fachwerk.Benchmarks.Load;
using Fachwerk.Benchmarks.Measuring;
using Fachwerk.Benchmarks.Protocol;

// One subcommand a benchmark; each prints a table with ratios to a baseline measured in the same run.
#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
var time = TimeProvider.System;
#pragma warning restore RS0030
var harness = new Harness(time);

var protocol = new Command("protocol", "Encode, protect, unprotect and decode of the telegrams.");
protocol.SetAction(_ => ProtocolBenchmark.Run(harness, Console.Out));

var gateway = new Command("gateway", "What a received datagram costs beside a plain echo, and what it allocates.");
gateway.SetAction(_ => GatewayBenchmark.Run(harness, time, Console.Out));

var backend = new Option<string>("--backend") { Description = "The backend's DLL.", Required = true };
var data = new Option<string>("--data") { Description = "Folder for its databases.", Required = true };
var json = new Option<bool>("--json") { Description = "One line of JSON instead of a table." };
var controllers = new Option<int>("--controllers") { DefaultValueFactory = _ => 1_000_000 };
var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 16_667 };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60 };
var load = new Command("load", "Check-ins of a whole fleet: generator, gateway and PostgreSQL on this machine.")
{
    backend, data, json, controllers, rate, seconds
};
load.SetAction((parsed, ct) => new LoadBench(
    new LoadPlan(
        parsed.GetRequiredValue(backend), parsed.GetRequiredValue(data), parsed.GetValue(controllers),
        parsed.GetValue(rate), parsed.GetValue(seconds)),
    time, Console.Out).RunAsync(parsed.GetValue(json), ct));

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

var root = new RootCommand("Measures the hot paths.") { protocol, gateway, load, echo, generate };
return await root.Parse(args).InvokeAsync();
