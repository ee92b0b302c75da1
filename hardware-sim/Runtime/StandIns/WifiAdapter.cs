using Fachwerk.DeviceRuntime;

namespace System.Device.Wifi;

/// <summary>The adapter of the device; what it does is the radio's.</summary>
internal sealed class WifiAdapter
{
    private readonly WifiRadio _radio = WifiRadio.Current;

    public static WifiAdapter[] FindAllAdapters() => WifiRadio.Current.HasAdapter ? [new WifiAdapter()] : [];

    public WifiConnectionResult Connect(
        string ssid, WifiReconnectionKind reconnectionKind, string passwordCredential) =>
        new(_radio.Connect(ssid, passwordCredential) switch
        {
            WifiRadio.Joined => WifiConnectionStatus.Success,
            WifiRadio.NoReason => WifiConnectionStatus.Timeout,
            // As the runtime sorts the reasons of the ESP32.
            201 => WifiConnectionStatus.NetworkNotAvailable,
            2 or 15 or 200 or 202 or 203 or 204 => WifiConnectionStatus.InvalidCredential,
            _ => WifiConnectionStatus.UnspecifiedFailure
        });
}

/// <summary>What came of a connection.</summary>
internal sealed record WifiConnectionResult(WifiConnectionStatus ConnectionStatus);

/// <summary>The same, with the numbers of the device.</summary>
internal enum WifiConnectionStatus
{
    AccessRevoked = 0,
    InvalidCredential = 1,
    NetworkNotAvailable = 2,
    Success = 3,
    Timeout = 4,
    UnspecifiedFailure = 5,
    UnsupportedAuthenticationProtocol = 6
}

/// <summary>Whether a connection that is lost is made again. The ESP32 does so in either case.</summary>
internal enum WifiReconnectionKind
{
    Automatic = 0,
    Manual = 1
}
