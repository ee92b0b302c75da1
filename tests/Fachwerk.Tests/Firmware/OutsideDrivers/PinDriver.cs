using System.Device.Gpio;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>Pins that are no more than levels: what a driver drives is handed on, what it reads is asked for.</summary>
internal abstract class PinDriver : GpioDriver
{
    private readonly Dictionary<int, PinMode> _modes = [];
    private readonly Dictionary<int, PinValue> _latches = [];

    /// <summary>Pins that are open.</summary>
    public IReadOnlyCollection<int> Open => _modes.Keys;

    /// <summary>Fault: a line that somebody else has.</summary>
    public int? Taken { get; init; }

    protected override int PinCount => 64;

    /// <summary>What the outside sees of a pin: driven high or low, or null for an input.</summary>
    protected abstract void Drive(int pin, bool? isHigh);

    /// <summary>The level at a pin that is an input.</summary>
    protected abstract bool IsHigh(int pin);

    /// <summary>What mode a pin was given.</summary>
    public PinMode ModeOf(int pin) => _modes[pin];

    protected override void OpenPin(int pinNumber) => _modes[pinNumber] = pinNumber == Taken
        ? throw new IOException("Device or resource busy") : PinMode.Input;

    protected override void ClosePin(int pinNumber)
    {
        _modes.Remove(pinNumber);
        Drive(pinNumber, null);
    }

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        _modes[pinNumber] = mode;
        _latches[pinNumber] = PinValue.Low;
        Drive(pinNumber, mode == PinMode.Output ? false : null);
    }

    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue)
    {
        _modes[pinNumber] = mode;
        _latches[pinNumber] = initialValue;
        Drive(pinNumber, mode == PinMode.Output ? initialValue == PinValue.High : null);
    }

    protected override PinValue Read(int pinNumber) =>
        _modes[pinNumber] == PinMode.Output ? _latches[pinNumber] : IsHigh(pinNumber) ? PinValue.High : PinValue.Low;

    protected override void Write(int pinNumber, PinValue value)
    {
        _latches[pinNumber] = value;
        Drive(pinNumber, value == PinValue.High);
    }

    protected override WaitForEventResult WaitForEvent(
        int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(
        int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => throw new NotSupportedException();

    protected override void RemoveCallbackForPinValueChangedEvent(
        int pinNumber, PinChangeEventHandler callback) => throw new NotSupportedException();
}
