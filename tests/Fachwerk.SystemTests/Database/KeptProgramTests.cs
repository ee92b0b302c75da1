using System.Runtime.Versioning;
using Fachwerk.Backend.Database;
using Xunit;

namespace Fachwerk.SystemTests.Database;

/// <summary>A program that was started for this process ends with it.</summary>
[Trait("Promise", "O-03")]
[SupportedOSPlatform("linux")]
public sealed class KeptProgramTests
{
    // Ends by itself after a minute, so that nothing is left of it when the test fails.
    private const string DeafForASecond = """
        process.on('SIGINT', () => {});
        setTimeout(() => process.on('SIGINT', () => process.exit(0)), 1000);
        setTimeout(() => process.exit(1), 60000);
        """;

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_program_that_does_not_hear_its_signal_at_once_is_told_again()
    {
        using var kept = KeptProgram.Start("INT", "", "node", ["-e", DeafForASecond]);

        Assert.True(await kept.StopAsync(StopMax, new WallClock()));
    }
}
