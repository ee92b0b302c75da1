using System.Security.Cryptography;

namespace Fachwerk.Drills.Depots;

/// <summary>
/// Every (key, nonce) pair seen on the wire, with what was sealed under it. The same pair over other bytes would give
/// both plaintexts away.
/// </summary>
internal sealed class NonceLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NonceUse, string> _seen = [];

    public int FromControllers { get; private set; }

    public int FromGateways { get; private set; }

    /// <summary>Pairs that sealed more than one message.</summary>
    public List<NonceUse> Reused { get; } = [];

    /// <summary>Notes a datagram; the same one again is a repetition, not a second use.</summary>
    public void Note(NonceUse use, ReadOnlySpan<byte> datagram)
    {
        var mark = Convert.ToHexString(SHA256.HashData(datagram));
        lock (_gate)
        {
            if (_seen.TryGetValue(use, out var known))
            {
                if (known != mark)
                    Reused.Add(use);
                return;
            }

            _seen.Add(use, mark);
            if (use.Sealer == Side.Controller)
                FromControllers++;
            else
                FromGateways++;
        }
    }
}

/// <summary>One use of a key: who sealed (its sender key), and the nonce by whose number it is and which.</summary>
internal readonly record struct NonceUse(long Controller, int Epoch, Side Sealer, Side NumberOf, long PartialIv);

internal enum Side
{
    Controller,
    Gateway
}
