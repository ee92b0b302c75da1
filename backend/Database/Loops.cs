namespace Fachwerk.Backend.Database;

/// <summary>Loops that a node cannot do without.</summary>
public static class Loops
{
    /// <summary>
    /// Returns when all have ended because they were cancelled. The first that ends otherwise takes the whole with it
    /// at once: nobody would notice that one of them is missing.
    /// </summary>
    public static async Task RunAsync(IEnumerable<Task> loops, CancellationToken ct)
    {
        var running = loops.ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            try
            {
                await ended;
            }
            // What breaks off what it was doing breaks off anyhow.
            catch (Exception) when (ct.IsCancellationRequested)
            {
                continue;
            }

            if (!ct.IsCancellationRequested)
                throw new InvalidOperationException("A loop ended by itself.");
        }
    }

    /// <summary>A round at once and then one each time, until it is cancelled.</summary>
    public static async Task RepeatAsync(
        TimeSpan every, TimeProvider time, Func<CancellationToken, Task> round, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(round);
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                await round(ct);
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
    }
}
