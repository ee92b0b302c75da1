namespace Fachwerk.Backend.Identity;

/// <summary>
/// How many tries each key still has in its window, which begins with its first try. A fixed table: a key has its slot
/// by its hash, and those that meet in one share it; nothing is allocated and nothing grows, whatever comes. Its owner
/// locks it.
/// </summary>
internal sealed class TryBudgets(int triesMax, TimeSpan window)
{
    /// <summary>Keys told apart.</summary>
    public const int Slots = 65_536;

    private readonly long[] _endsAt = new long[Slots];
    private readonly ushort[] _used = new ushort[Slots];

    /// <summary>Takes a try.</summary>
    /// <param name="key">The key's hash, under a seed of this process.</param>
    /// <param name="now">Time on any clock that does not go back.</param>
    /// <returns>Zero, or how long until there is a try again.</returns>
    public TimeSpan Take(int key, TimeSpan now)
    {
        var slot = SlotOf(key);
        if (_endsAt[slot] <= now.Ticks)
        {
            _endsAt[slot] = (now + window).Ticks;
            _used[slot] = 0;
        }

        if (_used[slot] >= triesMax)
            return TimeSpan.FromTicks(_endsAt[slot]) - now;
        _used[slot]++;
        return TimeSpan.Zero;
    }

    /// <summary>A try that was none: it was right, or nobody looked at it.</summary>
    public void GiveBack(int key, TimeSpan now)
    {
        var slot = SlotOf(key);
        if (_endsAt[slot] > now.Ticks && _used[slot] > 0)
            _used[slot]--;
    }

    private static int SlotOf(int key) => (int)((uint)key % Slots);
}
