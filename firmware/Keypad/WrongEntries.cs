namespace Fachwerk.Firmware.Keypad;

/// <summary>What the newest wrong entries cost, for as long as a genuine code can give it back. Not kept.</summary>
internal sealed class WrongEntries
{
    // In two minutes the lockout lets fewer through than this.
    private const int Capacity = 8;
    private const int ForgivenWithinMs = 120000;

    private readonly long[] _atMs = new long[Capacity];
    private readonly int[] _costMs = new int[Capacity];
    private readonly int[] _channels = new int[Capacity];
    private int _next;

    public void Add(int channel, int costMs, long nowMs)
    {
        _atMs[_next] = nowMs;
        _costMs[_next] = costMs;
        _channels[_next] = channel;
        _next = (_next + 1) % Capacity;
    }

    public bool HasAny(long nowMs)
    {
        for (int i = 0; i < Capacity; i++)
        {
            if (IsRecent(i, nowMs))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The costs of one channel, which are then forgotten.</summary>
    public int TakeCosts(int channel, long nowMs)
    {
        int sumMs = 0;
        for (int i = 0; i < Capacity; i++)
        {
            if (_channels[i] == channel && IsRecent(i, nowMs))
            {
                sumMs += _costMs[i];
                _costMs[i] = 0;
            }
        }
        return sumMs;
    }

    private bool IsRecent(int place, long nowMs) => _costMs[place] > 0 && nowMs - _atMs[place] < ForgivenWithinMs;
}
