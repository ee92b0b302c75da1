namespace Fachwerk.Benchmarks.Measuring;

/// <summary>
/// Measures operations of a microsecond or so on one thread. Rounds of all cases take turns, so that whatever else the
/// machine does falls on all of them alike; the median of the rounds counts.
/// </summary>
internal sealed class Harness(TimeProvider time)
{
    private const int Rounds = 15;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(40);

    /// <summary>Measures every case; the first one is the baseline of the table.</summary>
    public IReadOnlyList<Measurement> Measure(IReadOnlyList<BenchmarkCase> cases)
    {
        int[] operations = [.. cases.Select(OperationsOfARound)];
        double[][] nanoseconds = [.. cases.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < cases.Count; i++)
            {
                nanoseconds[i][round] = Repeat(cases[i].Body, operations[i]).TotalNanoseconds / operations[i];
            }
        }

        return [.. cases.Select((item, i) => Summarise(item, nanoseconds[i], operations[i]))];
    }

    // Also warms up: the tiers of the JIT compiler are through before the count is taken.
    private int OperationsOfARound(BenchmarkCase item)
    {
        int operations = 1;
        TimeSpan spent = TimeSpan.Zero;
        TimeSpan last = TimeSpan.Zero;
        while (spent < WarmUp)
        {
            last = Repeat(item.Body, operations);
            spent += last;
            if (last < Round) operations *= 2;
        }

        return Math.Max(1, (int)(operations * (Round / last)));
    }

    private TimeSpan Repeat(Action body, int operations)
    {
        long start = time.GetTimestamp();
        for (int i = 0; i < operations; i++) body();
        return time.GetElapsedTime(start);
    }

    private static Measurement Summarise(BenchmarkCase item, double[] nanoseconds, int operations)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < operations; i++) item.Body();
        double allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / operations;
        Array.Sort(nanoseconds);
        return new Measurement(item.Name, nanoseconds[Rounds / 2], nanoseconds[0], allocated);
    }
}
