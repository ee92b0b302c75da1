using Fachwerk.Backend.Hosting;

#pragma warning disable RS0030 // The one place that names the real clock.
return await BackendCommands.InvokeAsync(args, TimeProvider.System);
#pragma warning restore RS0030
