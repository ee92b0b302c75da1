namespace Fachwerk.Backend.Database;

/// <summary>
/// One tenant's passes, one at a time. A wake during a pass leads to one more pass, however many there were, and also
/// after one that failed: a pump that stopped would go unnoticed.
/// </summary>
/// <param name="failed">Hears what a pass has thrown; says so where somebody looks.</param>
public sealed class TenantPump(Func<Task> pass, Action<Exception> failed)
{
    private int _wakes;

    /// <summary>Asks for a pass.</summary>
    public void Wake()
    {
        if (Interlocked.Increment(ref _wakes) == 1)
            _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _wakes);
            try
            {
                await pass();
            }
            catch (Exception cause)
            {
                failed(cause);
            }
        }
        while (Interlocked.Add(ref _wakes, -seen) > 0);
    }
}
