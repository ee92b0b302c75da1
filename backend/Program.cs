using Fachwerk.Backend.Hosting;
using Fachwerk.Programs;

#pragma warning disable RS0030 // The one place that names the real clock.
return await CommandLine.InvokeAsync(BackendCommands.Create(TimeProvider.System), args);
#pragma warning restore RS0030
