using System.Diagnostics;
using Fachwerk.Programs;

namespace Fachwerk.Benchmarks.Load;

/// <summary>A process of ours that says READY and what belongs to it, and ends with this one.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _errors = [];

    private ChildProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What followed READY.</summary>
    public string Ready { get; private set; } = "";

    /// <summary>Starts <c>dotnet dll arguments</c> and waits for its READY.</summary>
    public static ChildProcess Start(string dll, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false
        };
        start.ArgumentList.Add(dll);
        foreach (var argument in arguments.Append(Parent.Option.Name))
            start.ArgumentList.Add(argument);
        var child = new ChildProcess(Process.Start(start)!);
        while (child._process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("READY ", StringComparison.Ordinal))
            {
                child.Ready = line[6..];
                return child;
            }
        }

        child.Dispose();
        throw new InvalidOperationException(
            $"{Path.GetFileName(dll)} did not start: {string.Join(' ', child._errors)}");
    }

    /// <summary>What it printed from READY on, once it has ended.</summary>
    public string ReadToEnd()
    {
        var text = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        return text;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(StopMax))
                _process.Kill();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_errors)
        {
            _errors.Add(line);
            if (_errors.Count > 5)
                _errors.RemoveAt(0);
        }
    }
}
