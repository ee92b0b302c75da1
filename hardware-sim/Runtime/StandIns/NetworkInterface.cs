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

/// <summary>Tells when the link comes or goes.</summary>
internal static class NetworkChange
{
    public static event NetworkAvailabilityChangedEventHandler NetworkAvailabilityChanged
    {
        add => WifiRadio.Current.AvailabilityChanged += value;
        remove => WifiRadio.Current.AvailabilityChanged -= value;
    }
}

/// <summary>Whether the link came or went.</summary>
internal sealed record NetworkAvailabilityEventArgs(bool IsAvailable);

/// <summary>Takes it.</summary>
internal delegate void NetworkAvailabilityChangedEventHandler(object sender, NetworkAvailabilityEventArgs e);
