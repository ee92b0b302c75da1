using System.Net;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Board;

/// <summary>The controller's addresses as the framework has them, and back.</summary>
public static class NetworkAddresses
{
    /// <summary>Takes an address and a port; one of IPv4 that is written as IPv6 is one of IPv4.</summary>
    public static void Set(this NetworkAddress address, IPEndPoint end)
    {
        IPAddress plain = end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address;
        plain.TryWriteBytes(address.Bytes, out int count);
        address.Set(address.Bytes, 0, count);
        address.Port = end.Port;
    }

    /// <summary>The same for the framework.</summary>
    public static IPEndPoint ToEndPoint(this NetworkAddress address) =>
        new(new IPAddress(address.Bytes.AsSpan(0, address.Count)), address.Port);
}
