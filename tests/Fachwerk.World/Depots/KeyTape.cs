namespace Fachwerk.World.Depots;

/// <summary>Which keys people pressed at a depot and when.</summary>
internal sealed class KeyTape
{
    private const int Kept = 512;
    private const long OldMs = 60_000;
    // A bus that blocks makes a tick as late as two seconds.
    private const long EnterMs = 4_000;

    private readonly List<(long AtMs, char Key)> _keys = [];

    public void Add(long atMs, char key)
    {
        if (_keys.Count == Kept)
            _keys.RemoveRange(0, Kept / 2);
        int place = _keys.Count;
        while (place > 0 && _keys[place - 1].AtMs > atMs)
            place--;
        _keys.Insert(place, (atMs, key));
    }

    /// <summary>
    /// True when the digits and then # were pressed, in this order, # just now; other keys may lie between, for two
    /// people may have pressed at once.
    /// </summary>
    public bool Ends(string digits, long nowMs)
    {
        int enter = _keys.FindLastIndex(k => k.Key == '#' && k.AtMs <= nowMs && k.AtMs >= nowMs - EnterMs);
        int left = digits.Length - 1;
        for (int i = enter - 1; i >= 0 && left >= 0 && _keys[i].AtMs >= nowMs - OldMs; i--)
        {
            if (_keys[i].Key == digits[left])
                left--;
        }

        return enter >= 0 && left < 0;
    }

    /// <summary>True when # was pressed just now.</summary>
    public bool EndsWithEnter(long nowMs) =>
        _keys.Exists(k => k.Key == '#' && k.AtMs <= nowMs && k.AtMs >= nowMs - EnterMs);
}
