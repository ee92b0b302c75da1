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
    private readonly HashSet<int> _answered = [];

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
    /// <param name="expanders">How many there should be; 0 = nobody knows.</param>
    /// <returns>Those that did not take it, though they should be there or took it once.</returns>
    public IReadOnlyList<string> SwitchOff(int expanders)
    {
        LockBank bank = new(_mainBus, DepotIdentity.CompartmentsMax);
        bank.SwitchAllOff();
        List<string> silent = [];
        for (int i = 0; i < bank.Count; i++)
        {
            if (!bank.IsFaulty(i))
                _answered.Add(i);
            else if (i < expanders || _answered.Contains(i))
                silent.Add($"0x{Pca9555.FirstAddress + i:X2}");
        }

        Try("buzzer", () => _pins.SetBuzzer(false));
        Try("LED", () => _pins.SetLed(LedColor.Off));
        Try("keypad", () => _pins.SelectKeypadRow(-1));
        return silent;

        // One that fails must not keep the others on, nor hide why it came to this.
        void Try(string name, Action switchOff)
        {
            try
            {
                switchOff();
            }
            catch (Exception cause) when (cause is IOException or InvalidOperationException)
            {
                silent.Add(name);
            }
        }
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
