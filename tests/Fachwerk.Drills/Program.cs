using Fachwerk.Drills;
using Fachwerk.Programs;

#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
return await CommandLine.InvokeAsync(DrillCommands.Create(TimeProvider.System), args);
#pragma warning restore RS0030
