namespace Fachwerk.Backend.Database;

/// <summary>
/// One tenant's passes, one at a time. A wake during a pass leads to one more pass, however many there were.
/// </summary>
public sealed class TenantPump(Func<Task> pass)
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
            await pass();
        }
        while (Interlocked.Add(ref _wakes, -seen) > 0);
    }
}
