namespace Fachwerk.Benchmarks.Load;

/// <summary>Counts durations in steps of 50 µs up to 10 s.</summary>
internal sealed class Latencies
{
    private const double StepMs = 0.05;
    private readonly long[] _counts = new long[200_000];
    private long _total;

    /// <summary>The longest, in ms.</summary>
    public double Max { get; private set; }

    public void Add(TimeSpan duration)
    {
        var ms = duration.TotalMilliseconds;
        _counts[Math.Min(_counts.Length - 1, (int)(ms / StepMs))]++;
        _total++;
        Max = Math.Max(Max, ms);
    }

    /// <summary>The duration in ms within which this share of them lies.</summary>
    public double Percentile(double share)
    {
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen > 0 && seen >= share * _total)
                return (i + 1) * StepMs;
        }

        return 0;
    }
}
