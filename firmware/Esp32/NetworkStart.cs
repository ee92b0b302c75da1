using System;
using System.Net.NetworkInformation;
using System.Threading;
using Fachwerk.Firmware;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Firmware.Link;

namespace Fachwerk.Esp32;

/// <summary>Brings the network up as the configuration says and keeps it up, on a thread of its own.</summary>
internal sealed class NetworkStart(BoardConfiguration configuration)
{
    private const int RetryMs = 10000;
    private const int LookMs = 5000;
    private const string NoAddress = "0.0.0.0";

    private readonly BoardConfiguration _configuration = configuration;
    private readonly WifiJoin _wifi = configuration.IsWifi
            ? new WifiJoin(new WifiConnection(), configuration.Ssid, configuration.Password) : null;
    private NetworkState _wired;

    /// <summary>How it stands; read in ticks.</summary>
    public NetworkState State => _wifi == null ? _wired : _wifi.State;

    public void Begin() => new Thread(Run).Start();

    /// <summary>The interface that the configuration asks for; null when the runtime has none.</summary>
    public static NetworkInterface Find(BoardConfiguration configuration)
    {
        NetworkInterfaceType wanted =
            configuration.IsWifi ? NetworkInterfaceType.Wireless80211 : NetworkInterfaceType.Ethernet;
        NetworkInterface[] found = NetworkInterface.GetAllNetworkInterfaces();
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i].NetworkInterfaceType == wanted)
            {
                return found[i];
            }
        }
        return null;
    }

    private void Run()
    {
        bool isSet = false;
        Uptime uptime = new Uptime();
        while (true)
        {
            int waitMs = RetryMs;
            try
            {
                if (!isSet)
                {
                    SetAddress(Find(_configuration));
                    isSet = true;
                }
                waitMs = _wifi == null ? LookAtWire() : _wifi.Step(uptime.Read(Environment.TickCount64));
            }
            catch (Exception cause)
            {
                Console.WriteLine("NETWORK " + cause.Message);
            }
            Thread.Sleep(Uptime.SleepMs(Environment.TickCount64, waitMs));
        }
    }

    // Each setting is written to the flash and opens the interface anew, so only what differs. Name servers are the
    // firmware's own matter.
    private void SetAddress(NetworkInterface network)
    {
        if (network == null)
        {
            throw new NotSupportedException();
        }
        if (_configuration.Address.Length > 0
            && (network.IsDhcpEnabled || network.IPv4Address != _configuration.Address))
        {
            network.EnableStaticIPv4(_configuration.Address, _configuration.Mask, _configuration.Router);
        }
        else if (_configuration.Address.Length == 0 && !network.IsDhcpEnabled)
        {
            network.EnableDhcp();
        }
    }

    private int LookAtWire()
    {
        NetworkInterface network = Find(_configuration);
        bool hasAddress = network != null && network.IPv4Address != null && network.IPv4Address != NoAddress;
        _wired = hasAddress ? NetworkState.Untold : NetworkState.NoAddress;
        return LookMs;
    }
}
