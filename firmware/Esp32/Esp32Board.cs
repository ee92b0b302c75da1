using System.Device.I2c;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Configuration;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;
using PinMap = nanoFramework.Hardware.Esp32.Configuration;

namespace Fachwerk.Esp32;

/// <summary>The reference board (HARDWARE.md) as nanoFramework drives it.</summary>
internal sealed class Esp32Board : IBoard
{
    private readonly BoardMake _make = BoardMake.Find();
    private readonly NativeI2cBus _mainBus;
    private readonly NativeI2cBus _displayBus;
    private readonly BoardPins _pins;
    private readonly UdpSocket _socket = new UdpSocket();
    private readonly FileMirror _mirror = new FileMirror();
    private readonly NativeCrypto _crypto = new NativeCrypto();
    private readonly BoardConfiguration _configuration;
    private readonly NetworkStart _start;
    private readonly OwnNetwork _network;

    public Esp32Board()
    {
        _pins = new BoardPins(_make);
        _mainBus = new NativeI2cBus(1, _make.MainData, _make.MainClock, I2cBusSpeed.FastMode);
        _displayBus = new NativeI2cBus(2, _make.DisplayData, _make.DisplayClock, I2cBusSpeed.StandardMode);
        _configuration = ConfigurationFile.Read(_make);
        _start = new NetworkStart(_configuration);
        _network = new OwnNetwork(_configuration, _start);
        PinMap.SetPinFunction(_make.MainData, DeviceFunction.I2C1_DATA);
        PinMap.SetPinFunction(_make.MainClock, DeviceFunction.I2C1_CLOCK);
        PinMap.SetPinFunction(_make.DisplayData, DeviceFunction.I2C2_DATA);
        PinMap.SetPinFunction(_make.DisplayClock, DeviceFunction.I2C2_CLOCK);
    }

    public II2cBus MainBus => _mainBus;

    public II2cBus DisplayBus => _displayBus;

    public bool HasPanelExpander => _make.HasEthernet;

    public IBoardPins Pins => _pins;

    public IDatagramSocket Socket => _socket;

    public INetwork Network => _network;

    public IMirror Mirror => _mirror;

    public BoardConfiguration Configuration => _configuration;

    public ICryptoChip Crypto => _crypto;

    /// <summary>Lets the network come up in the background; the controller does not wait for it.</summary>
    public void StartNetwork() => _start.Begin();

    public void Restart() => Power.RebootDevice();
}
