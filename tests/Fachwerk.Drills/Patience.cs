namespace Fachwerk.Drills;

/// <summary>Waits for something to come true, and not for ever.</summary>
internal sealed class Patience(TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public TimeProvider Time => time;

    /// <summary>Asks until the answer is yes.</summary>
    /// <returns>How long it took; null when it did not come true in time.</returns>
    public async Task<TimeSpan?> UntilAsync(Func<Task<bool>> holds, TimeSpan max, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (await holds())
                return time.GetElapsedTime(started);
            if (time.GetElapsedTime(started) > max)
                return null;
            await Task.Delay(Poll, time, ct);
        }
    }

    /// <summary>As <see cref="UntilAsync"/>, for what the drill cannot do without.</summary>
    /// <exception cref="DrillFailure">It did not come true in time.</exception>
    public async Task<TimeSpan> InsistAsync(
        Func<Task<bool>> holds, TimeSpan max, string what, CancellationToken ct) =>
        await UntilAsync(holds, max, ct)
            ?? throw new DrillFailure($"{what}: not within {max.TotalSeconds:0} s");

    public Task PassAsync(TimeSpan duration, CancellationToken ct) => Task.Delay(duration, time, ct);
}
