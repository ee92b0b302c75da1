namespace Fachwerk.Backend.Gateway;

/// <summary>
/// How many datagrams of unknown sources each network may still have verified in this second. A fixed table: a network
/// has its slot by its key, and those that meet in one share it; nothing is allocated and nothing grows, whatever
/// comes. For the receiving thread.
/// </summary>
internal sealed class SourceBudgets
{
    /// <summary>Networks told apart.</summary>
    public const int Slots = 65_536;

    /// <summary>
    /// Of one network. A mobile operator's whole pool behind one /24 that loses its bindings at once is known again
    /// after a minute or two.
    /// </summary>
    public const int PerSecond = 64;

    private readonly long[] _second = new long[Slots];
    private readonly short[] _left = new short[Slots];

    /// <param name="network">The network's key.</param>
    /// <param name="now">Time on any clock that does not go back.</param>
    /// <returns>False when the second's budget is used up.</returns>
    public bool TryTake(ulong network, TimeSpan now)
    {
        var slot = (int)(network % Slots);
        // From 1 on, so that an empty slot is of no second.
        var second = now.Ticks / TimeSpan.TicksPerSecond + 1;
        if (_second[slot] != second)
        {
            _second[slot] = second;
            _left[slot] = PerSecond;
        }

        if (_left[slot] == 0)
            return false;
        _left[slot]--;
        return true;
    }
}
