using Fachwerk.Bench;
using Fachwerk.Programs;

#pragma warning disable RS0030 // The one place that names the real clock.
return await CommandLine.InvokeAsync(BenchCommand.Create(TimeProvider.System), args);
#pragma warning restore RS0030
