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
    private readonly NativeI2cBus _mainBus = new NativeI2cBus(1, 21, 22, I2cBusSpeed.FastMode);
    private readonly NativeI2cBus _displayBus = new NativeI2cBus(2, 32, 33, I2cBusSpeed.StandardMode);
    private readonly BoardPins _pins = new BoardPins();
    private readonly UdpSocket _socket = new UdpSocket();
    private readonly FileMirror _mirror = new FileMirror();
    private readonly NativeCrypto _crypto = new NativeCrypto();
    private readonly BoardConfiguration _configuration = ConfigurationFile.Read();
    private readonly NetworkStart _start;
    private readonly OwnNetwork _network;

    public Esp32Board()
    {
        _start = new NetworkStart(_configuration);
        _network = new OwnNetwork(_configuration, _start);
        PinMap.SetPinFunction(21, DeviceFunction.I2C1_DATA);
        PinMap.SetPinFunction(22, DeviceFunction.I2C1_CLOCK);
        PinMap.SetPinFunction(32, DeviceFunction.I2C2_DATA);
        PinMap.SetPinFunction(33, DeviceFunction.I2C2_CLOCK);
    }

    public II2cBus MainBus => _mainBus;

    public II2cBus DisplayBus => _displayBus;

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
