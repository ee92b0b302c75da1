namespace Fachwerk.Bench;

/// <summary>Ticks the controller in the time of a clock until it is told to stop, and leaves all outputs off.</summary>
internal static class BenchRun
{
    // Inputs cannot be foreseen, so the loop looks at them more often than the controller asks for.
    private const int PollMs = 20;

    /// <summary>Runs until it is told to stop, or the controller has failed again and again.</summary>
    /// <param name="say">Takes lines for the console.</param>
    /// <param name="prepare">Done once, with all outputs off and before the controller starts.</param>
    /// <exception cref="IOException">It cannot work; the outputs are off all the same.</exception>
    public static async Task RunAsync(
        BenchBoard board, BenchController controller, Action<string> say, Action prepare, TimeProvider time,
        CancellationToken stop)
    {
        board.SwitchOff(controller.Expanders);
        try
        {
            prepare();
            say("The controller runs; Ctrl-C ends it with all outputs off.");
            long origin = time.GetTimestamp();
            while (!stop.IsCancellationRequested)
            {
                int waitMs = controller.Tick((long)time.GetElapsedTime(origin).TotalMilliseconds);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(waitMs, PollMs)), time, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            say(EndOf(board.SwitchOff(controller.Expanders)));
        }
    }

    private static string EndOf(IReadOnlyList<string> silent) => silent.Count == 0
        ? "All outputs are off."
        : $"No answer from {string.Join(", ", silent)}: an output there may still be on. A lock gets no current, "
            + "because nobody triggers the supply any more.";
}
