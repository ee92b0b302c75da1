using Fachwerk.Programs;
using Fachwerk.Simulator.Commands;

#pragma warning disable RS0030 // The one place that names the real clock.
return await CommandLine.InvokeAsync(SimulatorCommands.Create(TimeProvider.System), args);
#pragma warning restore RS0030
