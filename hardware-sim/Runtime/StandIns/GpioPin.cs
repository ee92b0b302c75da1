using Fachwerk.DeviceRuntime;

namespace System.Device.Gpio;

/// <summary>
/// A pin of the device. One made an output is low first; every output, open drain or not, is output only and reads 0
/// (nf-interpreter, targets/ESP32/_nanoCLR/System.Device.Gpio/cpu_gpio.cpp).
/// </summary>
internal sealed class GpioPin : IDisposable
{
    private readonly BusRuntime _runtime;
    private PinMode _mode;

    internal GpioPin(BusRuntime runtime, int pinNumber)
    {
        _runtime = runtime;
        PinNumber = pinNumber;
    }

    public int PinNumber { get; }

    public void SetPinMode(PinMode value)
    {
        _mode = value;
        _runtime.Drive(PinNumber, isLow: value >= PinMode.Output);
    }

    public PinValue Read() =>
        _mode < PinMode.Output && _runtime.IsHigh(PinNumber) ? PinValue.High : PinValue.Low;

    public void Write(PinValue value)
    {
        if (_mode < PinMode.Output)
            throw new ArgumentException("The pin is no output.", nameof(value));
        _runtime.Drive(PinNumber, isLow: value == PinValue.Low);
    }

    /// <summary>An input again, but still taken.</summary>
    public void Dispose() => SetPinMode(PinMode.Input);
}
