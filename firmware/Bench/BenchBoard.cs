using System.Device.Gpio;
using System.Device.I2c;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Firmware.Storage;

namespace Fachwerk.Bench;

/// <summary>
/// The reference board (HARDWARE.md) with a Linux machine in the place of the ESP32: its parts hang on the machine's
/// buses and GPIO lines.
/// </summary>
internal sealed class BenchBoard : IBoard, IDisposable
{
    private readonly LinuxI2cBus _mainBus;
    private readonly LinuxI2cBus _displayBus;
    private readonly GpioPins _pins;
    private readonly FrameworkCrypto _crypto = new();

    /// <summary>Opens the buses and takes the lines.</summary>
    /// <param name="openBus">Opens a bus by its number.</param>
    /// <param name="openChip">Opens a GPIO chip by its number.</param>
    /// <exception cref="BenchException">Something of it is not there.</exception>
    public BenchBoard(
        BenchSettings settings, Func<int, I2cBus> openBus, Func<int, GpioController> openChip, IDatagramSocket socket,
        INetwork network, IMirror mirror, TimeProvider time)
    {
        Socket = socket;
        Network = network;
        Mirror = mirror;
        _mainBus = new LinuxI2cBus(() => openBus(settings.I2c), time);
        try
        {
            _displayBus = new LinuxI2cBus(() => openBus(settings.PanelI2c), time);
            _pins = new GpioPins(settings, openChip);
        }
        catch
        {
            _displayBus?.Dispose();
            _mainBus.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public II2cBus MainBus => _mainBus;

    /// <inheritdoc />
    public II2cBus DisplayBus => _displayBus;

    /// <inheritdoc />
    public bool HasPanelExpander => false;

    /// <inheritdoc />
    public IBoardPins Pins => _pins;

    /// <inheritdoc />
    public IDatagramSocket Socket { get; }

    /// <inheritdoc />
    public INetwork Network { get; }

    /// <inheritdoc />
    public IMirror Mirror { get; }

    /// <inheritdoc />
    public BoardConfiguration Configuration { get; } = new();

    /// <inheritdoc />
    public ICryptoChip Crypto => _crypto;

    /// <inheritdoc />
    public void Restart() => throw new RestartException();

    /// <summary>All outputs off: every expander there can be, buzzer, LED, keypad.</summary>
    /// <param name="expanders">How many there should be.</param>
    /// <returns>The addresses of those that did not take it.</returns>
    public IReadOnlyList<int> SwitchOff(int expanders)
    {
        LockBank bank = new(_mainBus, DepotIdentity.CompartmentsMax);
        bank.SwitchAllOff();
        _pins.SetBuzzer(false);
        _pins.SetLed(LedColor.Off);
        _pins.SelectKeypadRow(-1);
        return [.. Enumerable.Range(0, expanders).Where(bank.IsFaulty)
            .Select(expander => Pca9555.FirstAddress + expander)];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _pins.Dispose();
        _displayBus.Dispose();
        _mainBus.Dispose();
        _crypto.Dispose();
    }
}
