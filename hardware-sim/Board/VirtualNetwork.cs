using System.Net;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Board;

/// <summary>What the network offers to the controller, as its DHCP server would.</summary>
public sealed class VirtualNetwork : INetwork
{
    /// <summary>The name server of the simulated networks: an address that is nobody's (RFC 5737).</summary>
    public static IPEndPoint NameServer { get; } = new(IPAddress.Parse("192.0.2.53"), 53);

    /// <inheritdoc />
    public NetworkState State { get; set; }

    /// <summary>The name servers, the first one first.</summary>
    public IList<IPEndPoint> NameServers { get; } = [NameServer];

    /// <inheritdoc />
    public int ReadNameServers(NetworkAddress[] servers)
    {
        int count = Math.Min(servers.Length, NameServers.Count);
        for (int i = 0; i < count; i++)
            servers[i].Set(NameServers[i]);
        return count;
    }
}
