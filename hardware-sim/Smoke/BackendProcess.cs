using System.Diagnostics;
using System.Text.Json;
using Fachwerk.Programs;

namespace Fachwerk.Simulator.Smoke;

/// <summary>
/// A backend in a process of its own, started as its users start it and known only by what it prints. It ends with this
/// process, however that ends.
/// </summary>
public sealed class BackendProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly List<string> _lastErrors = [];

    private BackendProcess(Process process, TimeProvider time)
    {
        _process = process;
        _time = time;
    }

    /// <summary>
    /// What the line READY told: <c>http</c>, <c>udp</c>, and in a demo <c>tenant, user, password, identities</c>.
    /// </summary>
    public JsonElement Ready { get; private set; }

    /// <summary>Address of the pages, without a slash at its end.</summary>
    public string Http => Text("http").TrimEnd('/');

    /// <summary>The newest lines of its log.</summary>
    public string LastWords
    {
        get
        {
            lock (_lastErrors) return string.Join(" | ", _lastErrors);
        }
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts <c>dotnet backendDll arguments</c> and waits until it is ready.</summary>
    /// <exception cref="SmokeFailure">It ended or was not ready in time; the message holds its last words.</exception>
    public static async Task<BackendProcess> StartAsync(
        string backendDll, IEnumerable<string> arguments, TimeProvider time, CancellationToken cancellation)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        start.ArgumentList.Add(backendDll);
        foreach (string argument in arguments.Append(Parent.Option.Name)) start.ArgumentList.Add(argument);

        Process process = Process.Start(start) ?? throw new SmokeFailure("the backend could not be started");
        BackendProcess backend = new(process, time);
        process.ErrorDataReceived += (_, line) => backend.Keep(line.Data);
        process.BeginErrorReadLine();
        try
        {
            await backend.WaitUntilReadyAsync(cancellation);
            return backend;
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <summary>A text of <see cref="Ready"/>.</summary>
    public string Text(string name) => Ready.GetProperty(name).GetString()!;

    /// <summary>Ends the process at once, as a power cut or the kernel would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using CancellationTokenSource limit = new(StopMax, _time);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(StartMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (await _process.StandardOutput.ReadLineAsync(either.Token) is { } line)
        {
            if (!line.StartsWith("READY ", StringComparison.Ordinal)) continue;
            Ready = JsonDocument.Parse(line["READY ".Length..]).RootElement.Clone();
            _ = DrainAsync();
            return;
        }

        await _process.WaitForExitAsync(either.Token);
        throw new SmokeFailure("the backend ended at start: " + LastWords);
    }

    /// <summary>A full pipe would stop the process.</summary>
    private async Task DrainAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is not null) { }
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_lastErrors)
        {
            if (_lastErrors.Count == 20) _lastErrors.RemoveAt(0);
            _lastErrors.Add(line);
        }
    }
}
