using System.Net;

namespace Fachwerk.Backend.Web;

/// <summary>How the pages are reached.</summary>
/// <param name="Hosts">The names under which they are; others are refused. Empty: any.</param>
/// <param name="Proxies">Whose forwarded headers are believed. Empty: nobody's.</param>
public sealed record WebOptions(IReadOnlyList<string> Hosts, IReadOnlyList<IPNetwork> Proxies)
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// What holds if nothing is said: an address that only this machine reaches has only this machine's names, so that
    /// no page elsewhere reaches in under a name of its own (DNS rebinding).
    /// </summary>
    public static IReadOnlyList<string> HostsOf(Uri address, IReadOnlyList<string> named, bool isBehindProxy)
    {
        ArgumentNullException.ThrowIfNull(address);
        return named.Count > 0 || isBehindProxy || !address.IsLoopback ? named : LoopbackHosts;
    }

    /// <summary>Whether this address is a named proxy's.</summary>
    public bool IsProxy(IPAddress? address) => address is not null && Proxies.Any(proxy =>
        proxy.Contains(address) || (address.IsIPv4MappedToIPv6 && proxy.Contains(address.MapToIPv4())));
}
