using System.CommandLine;
using Fachwerk.Benchmarks.Gateway;
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

var root = new RootCommand("Measures the hot paths.") { protocol, gateway };
return root.Parse(args).Invoke();
