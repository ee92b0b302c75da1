using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Bench;

/// <summary>The network of the machine. Joining it, by wire or Wi-Fi, is the operating system's matter.</summary>
internal sealed class HostNetwork : INetwork
{
    private const int NameServerPort = 53;

    /// <inheritdoc />
    public NetworkState State => NetworkState.Untold;

    /// <inheritdoc />
    public int ReadNameServers(NetworkAddress[] servers)
    {
        int count = 0;
        foreach (IPAddress found in Offered().Distinct().Take(servers.Length))
        {
            byte[] bytes = found.GetAddressBytes();
            servers[count].Set(bytes, 0, bytes.Length);
            servers[count++].Port = NameServerPort;
        }

        return count;
    }

    // An address that holds on one link only names the link too, which the controller's addresses cannot.
    private static IEnumerable<IPAddress> Offered()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(one => one.OperationalStatus != OperationalStatus.Down)
                .SelectMany(one => one.GetIPProperties().DnsAddresses)
                .Where(one => one.AddressFamily == AddressFamily.InterNetwork || !one.IsIPv6LinkLocal)];
        }
        catch (NetworkInformationException)
        {
            return []; // Names are looked up again in some seconds.
        }
    }
}
