using Fachwerk.Benchmarks;
using Fachwerk.Programs;

#pragma warning disable RS0030 // Program.cs is where the real clock comes from.
return await CommandLine.InvokeAsync(BenchCommands.Create(TimeProvider.System), args);
#pragma warning restore RS0030
