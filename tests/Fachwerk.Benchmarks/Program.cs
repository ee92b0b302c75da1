using System.CommandLine;
using Fachwerk.Benchmarks.Measuring;
using Fachwerk.Benchmarks.Protocol;

// One subcommand a benchmark; each prints a table with ratios to a baseline measured in the same run.
#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
var harness = new Harness(TimeProvider.System);
#pragma warning restore RS0030

var protocol = new Command("protocol", "Encode, protect, unprotect and decode of the telegrams.");
protocol.SetAction(_ => ProtocolBenchmark.Run(harness, Console.Out));

var root = new RootCommand("Measures the hot paths.") { protocol };
return root.Parse(args).Invoke();
