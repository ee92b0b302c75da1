using System;
using System.Net.NetworkInformation;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Firmware.Names;

namespace Fachwerk.Esp32;

/// <summary>What the runtime knows of the network; it is asked when a name is to be looked up.</summary>
internal sealed class OwnNetwork(BoardConfiguration configuration, NetworkStart start) : INetwork
{
    private const int NameServerPort = 53;

    private readonly BoardConfiguration _configuration = configuration;
    private readonly NetworkStart _start = start;

    public NetworkState State => _start.State;

    public int ReadNameServers(NetworkAddress[] servers)
    {
        try
        {
            return Read(Servers(), servers);
        }
        catch (Exception cause)
        {
            Console.WriteLine("NAMES " + cause.Message);
            return 0;
        }
    }

    private string[] Servers()
    {
        if (_configuration.Address.Length > 0)
        {
            return new string[]
            {
                _configuration.Dns.Length > 0 ? _configuration.Dns : _configuration.Router
            };
        }
        NetworkInterface network = NetworkStart.Find(_configuration);
        string[] offered = network == null ? null : network.IPv4DnsAddresses;
        return offered == null ? new string[0] : offered;
    }

    private static int Read(string[] texts, NetworkAddress[] servers)
    {
        int count = 0;
        for (int i = 0; i < texts.Length && count < servers.Length; i++)
        {
            servers[count].Port = NameServerPort;
            count += AddressText.TryRead(texts[i], 0, texts[i].Length, servers[count]) && texts[i] != "0.0.0.0" ? 1 : 0;
        }
        return count;
    }
}
