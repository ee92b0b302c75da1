using System.Net;

namespace Fachwerk.Backend.Identity;

/// <summary>
/// Whom a try is counted for: hashes under a seed of this process, so that nobody outside can aim at a slot. An address
/// is that of IPv4, or the /64 that a host of IPv6 has to itself; a network is the /24 or the /56.
/// </summary>
/// <param name="Tenant">The tenant's number.</param>
/// <param name="Name">Tenant and user name, existing or not; a known browser's tries are counted apart.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="Network">The network around it.</param>
/// <param name="IsKnown">Whether this browser has signed in to this account before.</param>
public readonly record struct SignInSource(int Tenant, int Name, int Address, int Network, bool IsKnown)
{
    private const int V6Bytes = 16;

    /// <summary>The source of a try.</summary>
    public static SignInSource Of(int tenant, string name, IPAddress? address, bool isKnown)
    {
        Span<byte> bytes = stackalloc byte[V6Bytes];
        var whole = (address ?? IPAddress.None).MapToIPv6();
        whole.TryWriteBytes(bytes, out _);
        var isV4 = whole.IsIPv4MappedToIPv6;
        return new SignInSource(
            tenant, HashCode.Combine(tenant, name, isKnown), HashOf(bytes[..(isV4 ? 16 : 8)]),
            HashOf(bytes[..(isV4 ? 15 : 7)]), isKnown);
    }

    private static int HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
