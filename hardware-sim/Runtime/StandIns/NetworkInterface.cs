using Fachwerk.DeviceRuntime;

namespace System.Net.NetworkInformation;

/// <summary>The interfaces of the device: one of Wi-Fi.</summary>
internal sealed class NetworkInterface
{
    private readonly WifiRadio _radio = WifiRadio.Current;

    public NetworkInterfaceType NetworkInterfaceType { get; } = NetworkInterfaceType.Wireless80211;

    public string IPv4Address => _radio.Address;

    public static NetworkInterface[] GetAllNetworkInterfaces() => [new NetworkInterface()];
}
