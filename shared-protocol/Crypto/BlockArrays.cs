namespace Fachwerk.Protocol.Crypto;

/// <summary>
/// Arrays of whole blocks that are used again: the native calls take no offsets, so every length needs its own array.
/// Short lengths are kept for good (at most 2.2 kB together), of the long ones the last two.
/// </summary>
internal sealed class BlockArrays
{
    private const int BlockLength = 16;
    private const int KeptBlocksMax = 16;

    private readonly byte[][] _kept = new byte[KeptBlocksMax + 1][];
    private byte[] _long = new byte[0];
    private byte[] _longBefore = new byte[0];

    /// <summary>An array of so many blocks, with whatever was in it.</summary>
    public byte[] Take(int blocks)
    {
        if (blocks <= KeptBlocksMax) return _kept[blocks] ??= new byte[blocks * BlockLength];
        if (_long.Length == blocks * BlockLength) return _long;
        byte[] before = _longBefore;
        _longBefore = _long;
        _long = before.Length == blocks * BlockLength ? before : new byte[blocks * BlockLength];
        return _long;
    }
}
