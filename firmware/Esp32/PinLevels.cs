using System.Device.Gpio;

namespace Fachwerk.Esp32;

/// <summary>Reads and drives pins with as few pin values as there can be: each is an object on the heap.</summary>
internal static class PinLevels
{
    /// <summary>What a pin reads. A number is asked for: a comparison makes four pin values.</summary>
    public static bool IsHigh(GpioPin pin) => (int)pin.Read() != 0;

    /// <summary>Drives a pin, or lets an open-drain one float.</summary>
    public static void Set(GpioPin pin, bool isHigh) => pin.Write(isHigh ? PinValue.High : PinValue.Low);

    /// <summary>Opens a pin; at first an output is low, and an open-drain one floats.</summary>
    public static GpioPin Open(GpioController controller, int number, PinMode mode)
    {
        GpioPin pin = controller.OpenPin(number, mode);
        if (mode >= PinMode.Output)
        {
            Set(pin, mode == PinMode.OutputOpenDrain);
        }
        return pin;
    }

    /// <summary>Opens several alike.</summary>
    public static GpioPin[] OpenAll(GpioController controller, int[] numbers, PinMode mode)
    {
        GpioPin[] pins = new GpioPin[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            pins[i] = Open(controller, numbers[i], mode);
        }
        return pins;
    }
}
