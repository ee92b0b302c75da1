using Fachwerk.Esp32;
using Fachwerk.Firmware.Board;

namespace Fachwerk.DeviceRuntime;

/// <summary>The edge's Wi-Fi as it is compiled for the device, on a radio.</summary>
public sealed class DeviceWifi : IWifiAdapter
{
    private readonly WifiRadio _radio;
    private readonly WifiConnection _edge;

    /// <summary>The adapter after a start of the program.</summary>
    public DeviceWifi(WifiRadio radio)
    {
        _radio = radio;
        WifiRadio.Current = radio;
        radio.AvailabilityChanged = null;
        _edge = new WifiConnection();
    }

    /// <inheritdoc />
    public bool IsUp
    {
        get
        {
            WifiRadio.Current = _radio;
            return _edge.IsUp;
        }
    }

    /// <inheritdoc />
    public WifiOutcome Join(string network, string password)
    {
        WifiRadio.Current = _radio;
        return _edge.Join(network, password);
    }
}
