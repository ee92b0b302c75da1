using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Fachwerk.Bench;
using Xunit;

namespace Fachwerk.SystemTests.Bench;

/// <summary>
/// What ends the bench besides Ctrl-C: a real signal to this process, one that is harmless to the run of the tests.
/// </summary>
[Trait("Promise", "F-05")]
[UnsupportedOSPlatform("windows")]
public sealed class EndingSignalsTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_signal_asks_for_the_end_and_does_not_force_it()
    {
        using var ending = new EndingSignals(TestContext.Current.CancellationToken, PosixSignal.SIGCONT);
        var asked = new TaskCompletionSource();
        using var registration = ending.Stop.Register(asked.SetResult);

        using var kill = Process.Start("kill", [
            "-CONT", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);

        await asked.Task.WaitAsync(LongEnough, TestContext.Current.CancellationToken);
    }
}
