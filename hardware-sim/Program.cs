using System.CommandLine;
using Fachwerk.Simulator.Commands;
using Fachwerk.Simulator.Smoke;

#pragma warning disable RS0030 // The one place that names the real clock.
TimeProvider time = TimeProvider.System;
#pragma warning restore RS0030

RootCommand root = new("Fachwerk's simulated depots");
root.Subcommands.Add(SimCommand.Build(time));
root.Subcommands.Add(SmokeCommand.Build(time));
return await root.Parse(args).InvokeAsync();
