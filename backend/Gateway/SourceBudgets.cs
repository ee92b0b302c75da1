namespace Fachwerk.Backend.Gateway;

/// <summary>
/// How many datagrams each network or source may still have tried in this second. A fixed table: each has its slot by
/// its key, and those that meet in one share it; nothing is allocated and nothing grows, whatever comes. For the
/// receiving thread.
/// </summary>
internal sealed class SourceBudgets(int perSecond, int slots = SourceBudgets.Slots)
{
    /// <summary>Networks or sources told apart.</summary>
    public const int Slots = 65_536;

    private readonly long[] _second = new long[slots];
    private readonly short[] _left = new short[slots];

    /// <param name="key">Of the network or source, as <see cref="SourceKeys"/> has it.</param>
    /// <param name="now">Time on any clock that does not go back.</param>
    /// <returns>False when the second's budget is used up.</returns>
    public bool TryTake(ulong key, TimeSpan now)
    {
        var slot = (int)(key % (ulong)slots);
        // From 1 on, so that an empty slot is of no second.
        var second = now.Ticks / TimeSpan.TicksPerSecond + 1;
        if (_second[slot] != second)
        {
            _second[slot] = second;
            _left[slot] = (short)perSecond;
        }

        if (_left[slot] == 0)
            return false;
        _left[slot]--;
        return true;
    }
}
