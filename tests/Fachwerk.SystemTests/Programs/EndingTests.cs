using System.Diagnostics;
using Fachwerk.SystemTests.Hosting;
using Xunit;

namespace Fachwerk.SystemTests.Programs;

/// <summary>Programs that cannot do what they are asked end in one line, with a status that says why.</summary>
public sealed class EndingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Fachwerk.Simulator.dll", 2, "sim --alone --boot-spread abc")]
    [InlineData("Fachwerk.Backend.dll", 2, "serve --data DATA --udp abc")]
    [InlineData("Fachwerk.World.dll", 2, "--seeds -5")]
    [InlineData("Fachwerk.Drills.dll", 2, "failover")]
    [InlineData("Fachwerk.Benchmarks.dll", 2, "gateway --rate 0")]
    [InlineData("Fachwerk.Provisioning.dll", 2, "image")]
    [InlineData("Fachwerk.Backend.dll", 1, "serve --data DATA --http https://127.0.0.1:0 --udp 127.0.0.1:0")]
    [InlineData("Fachwerk.Backend.dll", 1, "serve --data DATA --http http://192.0.2.1:5080 --udp 127.0.0.1:0")]
    [InlineData("Fachwerk.Backend.dll", 1, "serve --data DATA --http http://127.0.0.1:0 --udp 192.0.2.1:0")]
    [InlineData("Fachwerk.Backend.dll", 1, "tenant recovered nobody --data DATA")]
    public async Task Says_in_one_line_what_is_wrong(string program, int status, string arguments)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments.Split(' '))
            start.ArgumentList.Add(argument == "DATA" ? folder.FullPath : argument);
        start.Environment.Remove("FACHWERK_DATABASE");

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);

        // A node that has got as far as its log may have said things before.
        var last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal(status, process.ExitCode);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", errors, StringComparison.Ordinal);
        Assert.InRange(last.Length, 20, 600);
        Assert.Empty(await output);
    }
}
