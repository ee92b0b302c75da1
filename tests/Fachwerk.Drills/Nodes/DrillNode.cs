using System.Diagnostics;
using System.Text.Json;
using Fachwerk.Programs;

namespace Fachwerk.Drills.Nodes;

/// <summary>One backend node as a process of its own, on a UDP port that it keeps when it is started again.</summary>
internal sealed class DrillNode(string backend, string folder, string database, string command) : IAsyncDisposable
{
    private const int WordsMax = 200;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);

    private readonly List<string> _words = [];
    private Process? _process;

    /// <summary>Its data folder.</summary>
    public string Folder => folder;

    /// <summary>A node that is started again must be found where it was.</summary>
    public int Udp { get; } = KeptPort.Udp();

    /// <summary>What the line READY told.</summary>
    public JsonElement Ready { get; private set; }

    /// <summary>Whether the process that was started last still runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The newest lines of its log.</summary>
    public IReadOnlyList<string> Words
    {
        get
        {
            lock (_words)
                return [.. _words];
        }
    }

    /// <summary>Starts it and waits until it is up.</summary>
    /// <exception cref="DrillFailure">It ended instead, or took too long.</exception>
    public async Task StartAsync(CancellationToken ct, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet",
            [
                backend, command, "--data", folder, "--http", "http://127.0.0.1:0", "--udp", $"127.0.0.1:{Udp}",
                Parent.Option.Name, .. arguments
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["FACHWERK_DATABASE"] = database;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        var reading = ReadyAsync(_process.StandardOutput, ct);
        if (!await reading.WaitAsync(StartMax, ct))
            throw new DrillFailure($"a node did not start: {string.Join(" | ", Words.TakeLast(3))}");
    }

    /// <summary>SIGKILL: it gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public ValueTask DisposeAsync()
    {
        if (_process is not { } process)
            return ValueTask.CompletedTask;
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(StopMax))
                process.Kill();
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ReadyAsync(StreamReader output, CancellationToken ct)
    {
        while (await output.ReadLineAsync(ct) is { } line)
        {
            if (!line.StartsWith("READY ", StringComparison.Ordinal))
                continue;
            Ready = JsonDocument.Parse(line["READY ".Length..]).RootElement;
            return true;
        }

        return false;
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_words)
        {
            if (_words.Count == WordsMax)
                _words.RemoveAt(0);
            _words.Add(line.Trim());
        }
    }
}
