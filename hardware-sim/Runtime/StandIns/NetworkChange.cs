using Fachwerk.DeviceRuntime;

namespace System.Net.NetworkInformation;

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
