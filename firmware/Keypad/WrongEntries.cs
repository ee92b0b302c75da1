namespace Fachwerk.Firmware.Keypad;

/// <summary>What the newest wrong entries cost, for as long as an opening can give it back. Not kept.</summary>
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

    /// <summary>What those of one channel cost.</summary>
    public int CostsOf(int channel, long nowMs)
    {
        int sumMs = 0;
        for (int i = 0; i < Capacity; i++)
        {
            bool isRecent = nowMs - _atMs[i] < ForgivenWithinMs;
            sumMs += isRecent && _channels[i] == channel ? _costMs[i] : 0;
        }
        return sumMs;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => System.Array.Clear(_costMs, 0, Capacity);
}
