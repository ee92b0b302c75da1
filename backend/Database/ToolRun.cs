using System.ComponentModel;
using System.Diagnostics;

namespace Fachwerk.Backend.Database;

/// <summary>One run of a command-line tool, awaited, with what it printed.</summary>
internal sealed record ToolRun(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Runs a tool without a shell, in a folder every user may enter.</summary>
    /// <returns>Exit code 127 when the tool does not exist.</returns>
    public static async Task<ToolRun> OfAsync(string file, IEnumerable<string> arguments, CancellationToken ct)
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
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new ToolRun(process.ExitCode, await error + await output);
        }
        catch (Win32Exception cause)
        {
            return new ToolRun(127, cause.Message);
        }
    }
}
