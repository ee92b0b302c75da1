using System.ComponentModel;
using System.Diagnostics;

namespace Fachwerk.Backend.Database;

/// <summary>One run of a command-line tool, awaited, with what it printed.</summary>
internal sealed record ToolRun(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Runs a tool without a shell, in a folder every user may enter.</summary>
    /// <param name="isKept">Its input ends when this process does, or gives up waiting; it then stops.</param>
    /// <returns>Exit code 127 when the tool does not exist.</returns>
    public static async Task<ToolRun> OfAsync(
        string file, IEnumerable<string> arguments, CancellationToken ct, bool isKept = false)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        try
        {
            using var process = Process.Start(start) ?? throw new Win32Exception($"{file} did not start");
            if (!isKept)
                process.StandardInput.Close();
            return await FinishAsync(process, ct);
        }
        catch (Win32Exception cause)
        {
            return new ToolRun(127, cause.Message);
        }
    }

    private static async Task<ToolRun> FinishAsync(Process process, CancellationToken ct)
    {
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        process.StandardInput.Close();
        return new ToolRun(process.ExitCode, await error + await output);
    }
}
