using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Dashboard;

/// <summary>
/// One tenant's passes, one at a time. A wake during a pass leads to one more pass, however many there were.
/// </summary>
public sealed class TenantPump(Func<Task> pass)
{
    private int _wakes;

    /// <summary>What the watchers were last told of each depot's connection.</summary>
    public Dictionary<(DepotId Depot, string Language), string> Told { get; } = [];

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
