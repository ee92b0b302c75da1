using System.Diagnostics;

namespace Fachwerk.Backend.Database;

/// <summary>
/// A program of PostgreSQL's that ends with this process, however that ends: its parent is a shell that reads a pipe
/// whose other end this process holds, and tells its own child to stop when the pipe closes. No number from a file is
/// needed for that, and nobody else can be meant.
/// </summary>
internal sealed class KeptProgram : IDisposable
{
    // $1 the signal that stops it, $2 where its words go (empty: where the shell's go), then the program.
    // Without a session of its own Ctrl-C at a terminal would reach it before us. A TERM to all is as the pipe's end.
    // The shell looks every 0.1 s whether the pipe or the child has ended: a wait could begin after that. It means the
    // child by its job (%1), never by its number, which may be another's once it has ended. The signal is repeated,
    // because a program that has only just begun ignores it.
    private const string Script = """
        umask 077
        exec 3<&0 </dev/null
        [ -z "$2" ] || exec >>"$2" 2>&1
        stop=
        trap stop=1 TERM HUP CHLD
        "${@:3}" 3<&- &
        child=$!
        while [ -z "$stop" ]; do read -r -t 0.1 -u 3 || [ $? -gt 128 ] || stop=1; done
        while [ -n "$(jobs -r %1 2>/dev/null)" ]; do kill -s "$1" %1 2>/dev/null; sleep 0.1; done
        wait $child
        """;

    private readonly Process _shell;

    private KeptProgram(Process shell) => _shell = shell;

    /// <summary>Whether it has ended by itself or was stopped.</summary>
    public bool HasEnded => _shell.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="log">A file of the service user's that takes what it says.</param>
    public static KeptProgram Start(string signal, string log, string program, IEnumerable<string> arguments)
    {
        var (file, all) = Command(signal, log, program, arguments);
        var start = new ProcessStartInfo(file, all) { WorkingDirectory = "/", RedirectStandardInput = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return new KeptProgram(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<ToolRun> RunAsync(
        string signal, string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var (file, all) = Command(signal, "", program, arguments);
        return ToolRun.OfAsync(file, all, ct, isKept: true);
    }

    /// <summary>Has it stop and waits until it has.</summary>
    /// <returns>False when it takes longer than that.</returns>
    public async Task<bool> StopAsync(TimeSpan most, TimeProvider time)
    {
        _shell.StandardInput.Close();
        using var limit = new CancellationTokenSource(most, time);
        try
        {
            await _shell.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _shell.Dispose();

    private static (string File, string[] Arguments) Command(
        string signal, string log, string program, IEnumerable<string> arguments)
    {
        string[] user = ServiceUser.IsAnother
            ? ["setpriv", $"--reuid={ServiceUser.Name}", $"--regid={ServiceUser.Name}", "--init-groups"]
            : [];
        return ("setsid", [.. user, "bash", "-c", Script, "fachwerk-keeper", signal, log, program, .. arguments]);
    }
}
