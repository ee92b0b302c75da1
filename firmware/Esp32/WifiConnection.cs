using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Esp32;

/// <summary>
/// The runtime's Wi-Fi adapter, without the classes around it: those take no empty password, pass over a changed one
/// for a name they know, and cannot be called again after an exception. The simulator runs this file too.
/// </summary>
internal sealed class WifiConnection : IWifiAdapter
{
    private WifiAdapter _adapter;
    private bool _isAway;

    public WifiConnection()
    {
        NetworkChange.NetworkAvailabilityChanged += NoteChange;
    }

    // The address stays for two minutes after the network has gone.
    public bool IsUp => !_isAway && HasAddress();

    public WifiOutcome Join(string network, string password)
    {
        if (_adapter == null)
        {
            WifiAdapter[] found = WifiAdapter.FindAllAdapters();
            if (found.Length == 0)
            {
                throw new InvalidOperationException();
            }
            _adapter = found[0];
        }
        _isAway = true;
        switch (_adapter.Connect(network, WifiReconnectionKind.Automatic, password).ConnectionStatus)
        {
            case WifiConnectionStatus.Success:
                _isAway = false;
                return WifiOutcome.Joined;
            case WifiConnectionStatus.InvalidCredential:
                return WifiOutcome.WrongPassword;
            case WifiConnectionStatus.NetworkNotAvailable:
                return WifiOutcome.NotFound;
            default:
                return WifiOutcome.Unclear;
        }
    }

    private static bool HasAddress()
    {
        NetworkInterface[] found = NetworkInterface.GetAllNetworkInterfaces();
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i].NetworkInterfaceType == NetworkInterfaceType.Wireless80211)
            {
                string address = found[i].IPv4Address;
                return address != null && address.Length > 0 && address != "0.0.0.0";
            }
        }
        return false;
    }

    private void NoteChange(object sender, NetworkAvailabilityEventArgs change) => _isAway = !change.IsAvailable;
}
