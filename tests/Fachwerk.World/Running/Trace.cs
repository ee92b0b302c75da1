namespace Fachwerk.World.Running;

/// <summary>The last happenings of a world, and a sum over all: two runs of a seed have the same.</summary>
internal sealed class Trace(WorldTime time)
{
    private const int Kept = 100;
    private const ulong Prime = 1099511628211;

    private readonly Entry[] _entries = new Entry[Kept];

    public long Count { get; private set; }

    /// <summary>FNV-1a over time, place, words and numbers of each.</summary>
    public ulong Sum { get; private set; } = 14695981039346656037;

    public void Add(int depot, string what, long first = 0, long second = 0)
    {
        _entries[Count++ % Kept] = new Entry(time.NowMs, depot, what, first, second);
        Mix((ulong)time.NowMs);
        Mix((ulong)depot);
        foreach (char letter in what)
            Mix(letter);
        Mix((ulong)first);
        Mix((ulong)second);
    }

    public IEnumerable<string> Last()
    {
        for (long i = Math.Max(0, Count - Kept); i < Count; i++)
        {
            Entry entry = _entries[i % Kept];
            yield return $"{entry.AtMs,12:N0} ms  depot {entry.Depot}  {entry.What} {entry.First} {entry.Second}";
        }
    }

    private void Mix(ulong value) => Sum = (Sum ^ value) * Prime;

    private readonly record struct Entry(long AtMs, int Depot, string What, long First, long Second);
}
