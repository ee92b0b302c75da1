namespace Fachwerk.World.Running;

/// <summary>How often each fault, event kind, keypad outcome and deed happened.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, long>> Counts => _counts;

    public void Count(string name, long times = 1) => _counts[name] = Of(name) + times;

    public long Of(string name) => _counts.GetValueOrDefault(name);

    public void Add(Tally other)
    {
        foreach ((string name, long times) in other.Counts)
            Count(name, times);
    }
}
