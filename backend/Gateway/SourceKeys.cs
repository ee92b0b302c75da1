using System.Buffers.Binary;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Numbers for where datagrams come from, under a seed of this process, so that nobody outside can aim at one. A
/// socket address as the system has it:
/// <code>
/// IPv4  family[2] port[2] address[4] …
/// IPv6  family[2] port[2] flow[4] address[16] scope[4]     ::ffff:a.b.c.d is IPv4
/// </code>
/// </summary>
internal sealed class SourceKeys(ReadOnlySpan<byte> seed)
{
    public const int SeedBytes = 16;

    private const int PortAt = 2;
    private const int V4At = 4;
    private const int V6At = 8;
    private const int V6Bytes = 28;
    private const int MappedAt = V6At + 12;

    // IPv4 counts by /24, IPv6 by /56: about what one household, office or pool has.
    private const ulong V4Network = 0xFFFF_FF00;
    private const ulong V6Network = 0xFFFF_FFFF_FFFF_FF00;

    // ::ffff:0:0/96, the eight bytes before a mapped IPv4 address.
    private const ulong Mapped = 0x0000_0000_0000_FFFF;

    private readonly ulong _first = BinaryPrimitives.ReadUInt64LittleEndian(seed);
    private readonly ulong _second = BinaryPrimitives.ReadUInt64LittleEndian(seed[8..]) | 1;

    /// <summary>Address and port; never 0.</summary>
    public ulong SourceOf(ReadOnlySpan<byte> address)
    {
        ulong port = BinaryPrimitives.ReadUInt16BigEndian(address[PortAt..]);
        var key = address.Length < V6Bytes
            ? Mix(Mix(BinaryPrimitives.ReadUInt32BigEndian(address[V4At..])) ^ port)
            : Mix(Mix(Mix(High(address)) ^ BinaryPrimitives.ReadUInt64BigEndian(address[(V6At + 8)..])) ^ port);
        return key | 1;
    }

    /// <summary>The network alone: the /24 or the /56.</summary>
    public ulong NetworkOf(ReadOnlySpan<byte> address)
    {
        if (address.Length < V6Bytes)
            return Mix(BinaryPrimitives.ReadUInt32BigEndian(address[V4At..]) & V4Network);
        var isMapped = High(address) == 0 && BinaryPrimitives.ReadUInt32BigEndian(address[(V6At + 8)..]) == Mapped;
        return Mix(isMapped
            ? BinaryPrimitives.ReadUInt32BigEndian(address[MappedAt..]) & V4Network
            : High(address) & V6Network);
    }

    private static ulong High(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt64BigEndian(address[V6At..]);

    // Two rounds of multiply and fold: not a secret kept from an analyst, but none that flies by from outside.
    private ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ _first, _second, out var low);
        high = Math.BigMul(high ^ low ^ _second, 0x9E37_79B9_7F4A_7C15, out low);
        return high ^ low;
    }
}
