using System;
using System.Net.NetworkInformation;
using System.Threading;
using Fachwerk.Firmware.Configuration;
using nanoFramework.Networking;

namespace Fachwerk.Esp32;

/// <summary>Brings the network up as the configuration says, on a thread of its own, until it succeeds.</summary>
internal sealed class NetworkStart
{
    private const int RetryMs = 10000;

    private readonly BoardConfiguration _configuration;

    public NetworkStart(BoardConfiguration configuration)
    {
        _configuration = configuration;
    }

    /// <summary>The kind of network interface that the configuration asks for.</summary>
    public static NetworkInterfaceType Wanted(BoardConfiguration configuration) =>
        configuration.IsWifi ? NetworkInterfaceType.Wireless80211 : NetworkInterfaceType.Ethernet;

    public void Begin() => new Thread(Run).Start();

    private void Run()
    {
        while (!TryStart())
        {
            Thread.Sleep(RetryMs);
        }
    }

    private bool TryStart()
    {
        try
        {
            NetworkInterface[] found = NetworkInterface.GetAllNetworkInterfaces();
            for (int i = 0; i < found.Length; i++)
            {
                if (found[i].NetworkInterfaceType == Wanted(_configuration))
                {
                    Address(found[i]);
                }
            }
            if (_configuration.IsWifi)
            {
                // It goes on by itself and reconnects.
                WifiNetworkHelper.SetupNetworkHelper(_configuration.Ssid, _configuration.Password);
            }
            return true;
        }
        catch (Exception cause)
        {
            Console.WriteLine("NETWORK " + cause.Message);
            return false;
        }
    }

    private void Address(NetworkInterface network)
    {
        if (_configuration.Address.Length == 0)
        {
            network.EnableDhcp();
            network.EnableAutomaticDns();
            return;
        }
        network.EnableStaticIPv4(_configuration.Address, _configuration.Mask, _configuration.Router);
        network.EnableStaticIPv4Dns(
            new string[] { _configuration.Dns.Length > 0 ? _configuration.Dns : _configuration.Router });
    }
}
