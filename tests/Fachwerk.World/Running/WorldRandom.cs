namespace Fachwerk.World.Running;

/// <summary>Numbers that are the same for a seed on every machine and runtime (SplitMix64).</summary>
internal sealed class WorldRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>From the least to the most, both included.</summary>
    public int Between(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    /// <summary>The same, with small numbers as likely as large ones.</summary>
    public int Spread(int least, int most) =>
        (int)Math.Round(least * Math.Pow((double)most / least, Fraction()));

    /// <summary>A waiting time with this mean, as independent happenings have it; at least 1.</summary>
    public long Wait(double meanMs) => 1 + (long)(-Math.Log(1 - Fraction()) * meanMs);

    public T Of<T>(IReadOnlyList<T> items) => items[Between(0, items.Count - 1)];

    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)Next();
        return bytes;
    }
}
