namespace Fachwerk.Witness;

/// <summary>
/// Every pair of key and nonce that was used, byte for byte, and what was sealed under it. The same pair over other
/// bytes would give both plaintexts away. For any thread.
/// </summary>
public sealed class NonceLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(UInt128 Key, UInt128 Nonce), string> _seen = [];
    private readonly int[] _from = new int[2];

    /// <summary>How many different pairs were used.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _seen.Count;
        }
    }

    /// <summary>Uses that sealed another message than the pair had sealed before.</summary>
    public List<Sealing> Reused { get; } = [];

    /// <summary>How many pairs a side used.</summary>
    public int CountOf(Side side)
    {
        lock (_gate)
            return _from[(int)side];
    }

    /// <summary>Notes a use; the same message again is a repetition, not a second use.</summary>
    /// <returns>False when the pair has sealed something else.</returns>
    public bool Note(Sealing use)
    {
        lock (_gate)
        {
            if (_seen.TryAdd((use.Key, use.Nonce), use.Sealed))
            {
                _from[(int)use.From]++;
                return true;
            }

            if (_seen[(use.Key, use.Nonce)] == use.Sealed)
                return true;
            Reused.Add(use);
            return false;
        }
    }
}
