using System.Diagnostics;
using System.Text.Json;
using Fachwerk.Programs;

namespace Fachwerk.SystemTests.Hosting;

/// <summary>The backend as a process of its own, to be killed as power would. It ends with this one.</summary>
public sealed class BackendProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private BackendProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public JsonElement Ready { get; private set; }

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it is up.</summary>
    public static async Task<BackendProcess> StartAsync(CancellationToken ct, params string[] arguments)
    {
        var backend = Launch(arguments);
        while (await backend._process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (!line.StartsWith("READY ", StringComparison.Ordinal))
                continue;
            backend.Ready = JsonDocument.Parse(line["READY ".Length..]).RootElement;
            return backend;
        }

        throw new InvalidOperationException($"The backend did not start: {await backend._errors}");
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(CancellationToken ct, params string[] arguments)
    {
        await using var backend = Launch(arguments);
        await backend._process.WaitForExitAsync(ct);
        return (backend._process.ExitCode, await backend._errors);
    }

    /// <summary>SIGKILL: it gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static BackendProcess Launch(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Fachwerk.Backend.dll"));
        foreach (var argument in arguments.Append(Parent.Option.Name))
            start.ArgumentList.Add(argument);
        start.Environment.Remove("FACHWERK_DATABASE");
        return new BackendProcess(Process.Start(start)!);
    }
}
