using System.Collections.Generic;
using Fachwerk.DeviceRuntime;

namespace System.Device.Gpio;

/// <summary>Pins of the device, which are the runtime's, whichever controller opened them.</summary>
internal sealed class GpioController
{
    private readonly BusRuntime _runtime = BusRuntime.Current;

    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        if (Find(pinNumber) is not null)
            throw new InvalidOperationException("The pin is open already.");
        _runtime.Take(pinNumber);
        GpioPin pin = new(_runtime, pinNumber);
        _runtime.Open.Add(pin);
        pin.SetPinMode(mode);
        return pin;
    }

    public void ClosePin(int pinNumber)
    {
        GpioPin pin = Find(pinNumber) ?? throw new InvalidOperationException("The pin is not open.");
        pin.Dispose();
        _runtime.Open.Remove(pin);
    }

    private GpioPin Find(int pinNumber)
    {
        List<GpioPin> open = _runtime.Open;
        return open.Find(pin => pin.PinNumber == pinNumber);
    }
}
