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
    [InlineData("Fachwerk.Bench.dll", 2, "bench --chip abc")]
    [InlineData("Fachwerk.Bench.dll", 1, "bench --data DATA --i2c 1000")]
    [InlineData("Fachwerk.Bench.dll", 1, "bench --data DATA --i2c 1000 --panel-i2c 1000")]
    [InlineData("Fachwerk.Backend.dll", 1, "serve --data DATA --http https://127.0.0.1:0 --udp 127.0.0.1:0")]
    [InlineData("Fachwerk.Backend.dll", 1, "serve --data DATA --http http://192.0.2.1:5080 --udp 127.0.0.1:0")]
    [InlineData("Fachwerk.Backend.dll", 1, "serve --data DATA --http http://127.0.0.1:0 --udp 192.0.2.1:0")]
    [InlineData("Fachwerk.Backend.dll", 1, "tenant recovered nobody --data DATA")]
    public async Task Says_in_one_line_what_is_wrong(string program, int status, string arguments)
    {
        var (code, output, errors) = await RunAsync(program, arguments);

        // A node that has got as far as its log may have said things before.
        var last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal(status, code);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", errors, StringComparison.Ordinal);
        Assert.InRange(last.Length, 20, 600);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Promise", "F-05")]
    public async Task The_bench_says_which_bus_is_not_there_and_what_to_do()
    {
        var (code, output, errors) = await RunAsync("Fachwerk.Bench.dll", "bench --data DATA --i2c 1000");

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Equal(
            "fachwerk device bench: There is no /dev/i2c-1000. Switch I²C on (firmware/Bench/README.md), plug the "
                + "adapter in, or name another bus.",
            errors.TrimEnd());
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string program, string arguments)
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
        return (process.ExitCode, await output, errors);
    }
}
