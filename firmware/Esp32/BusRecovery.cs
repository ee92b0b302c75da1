using System.Device.Gpio;

namespace Fachwerk.Esp32;

/// <summary>
/// Frees an I²C bus by hand. An open-drain pin of this runtime reads 0 whatever its level, so the pins are driven by
/// their mode: open drain is low, because the runtime makes every output low first, and an input has let go and can be
/// read. A pin stays taken unless it is closed through a controller.
/// </summary>
internal static class BusRecovery
{
    // UM10204 §3.1.16.
    private const int PulsesMax = 9;

    /// <summary>At most nine clock pulses, while the data line is low, between two stops.</summary>
    public static void Run(int dataPin, int clockPin)
    {
        GpioController pins = new GpioController();
        GpioPin data = pins.OpenPin(dataPin, PinMode.Input);
        try
        {
            GpioPin clock = pins.OpenPin(clockPin, PinMode.Input);
            try
            {
                Free(data, clock);
            }
            finally
            {
                pins.ClosePin(clockPin);
            }
        }
        finally
        {
            pins.ClosePin(dataPin);
        }
    }

    // Data that falls and rises while the clock is high is a start, at which every chip listens anew, and a stop. So a
    // chip that was interrupted while it was written to takes nothing more for data.
    private static void Free(GpioPin data, GpioPin clock)
    {
        Pulse(data);
        for (int i = 0; i < PulsesMax && data.Read() == PinValue.Low; i++)
        {
            Pulse(clock);
        }
        Pulse(data);
    }

    private static void Pulse(GpioPin pin)
    {
        pin.SetPinMode(PinMode.OutputOpenDrain);
        pin.SetPinMode(PinMode.Input);
    }
}
