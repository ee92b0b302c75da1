using System.Globalization;

namespace Fachwerk.World.Running;

/// <summary>Many worlds, one at a time on each processor: a line for each that fails, then what happened.</summary>
internal sealed class WorldBatch(WorldOptions options, TimeProvider time, TextWriter output, bool isVerbose, bool stops)
{
    private const int EnoughSeeds = 2_000;

    private readonly Lock _gate = new();
    private readonly Tally _tally = new();
    private long _worlds;
    private long _violations;
    private long _events;
    private double _depotDays;

    /// <param name="first">The first seed.</param>
    /// <param name="seeds">How many at most; 0 = until the time is over.</param>
    /// <returns>The exit status: 0 when everything held.</returns>
    public int Run(ulong first, int seeds, TimeSpan most)
    {
        long began = time.GetTimestamp();
        ulong next = first;
        Parallel.ForEach(Enumerable.Range(0, Environment.ProcessorCount), _ =>
        {
            while (true)
            {
                ulong seed;
                lock (_gate)
                {
                    bool isOver = seeds > 0 && next >= first + (ulong)seeds || time.GetElapsedTime(began) >= most;
                    if (isOver || stops && _violations > 0)
                        return;
                    seed = next++;
                }

                RunOne(seed);
            }
        });
        double seconds = time.GetElapsedTime(began).TotalSeconds;
        bool isMixed = Show();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_worlds} seeds, {_violations} violations, {_events} events, {_depotDays:0.0} depot-days, ")
            + string.Create(CultureInfo.InvariantCulture, $"{_depotDays / seconds:0.0} depot-days per second"));
        return _violations == 0 && isMixed ? 0 : 1;
    }

    private void RunOne(ulong seed)
    {
        using WorldRun world = new(seed, options);
        WorldResult result = world.Run();
        lock (_gate)
        {
            _worlds++;
            _events += result.Events;
            _depotDays += result.DepotDays;
            _tally.Add(result.Tally);
            if (result.Violation is not { } violation)
                return;
            _violations++;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {seed}, {violation.AtMs} ms, depot {violation.Depot}, ")
                + $"invariant {(int)violation.Invariant} {violation.Invariant}: {violation.Text}");
            foreach (string line in isVerbose ? result.LastEvents : [])
                output.WriteLine($"    {line}");
        }
    }

    // What never happened was not tried, and "0 violations" would say nothing about it.
    private bool Show()
    {
        foreach ((string name, long times) in _tally.Counts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times,12} {name}"));
        string[] never = _worlds < EnoughSeeds ? [] : [.. Expected.All.Where(name => _tally.Of(name) == 0)];
        foreach (string name in never)
            output.WriteLine($"never happened: {name}");
        return never.Length == 0;
    }
}
