using Fachwerk.Programs;
using Fachwerk.World.Running;

#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
return await CommandLine.InvokeAsync(WorldCommand.Create(TimeProvider.System), args);
#pragma warning restore RS0030
