using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Device.I2c;

namespace Fachwerk.Bench;

/// <summary>
/// Buses and GPIO chips as the Linux kernel offers them, whether they sit on the board or on a USB adapter. What is
/// missing or closed to this user is told in one line.
/// </summary>
internal static class LinuxPorts
{
    /// <summary>Opens <c>/dev/i2c-N</c>.</summary>
    /// <exception cref="BenchException">It is not there, or not for us.</exception>
    public static I2cBus OpenBus(int number)
    {
        Demand($"/dev/i2c-{number}", "i2c",
            "Switch I²C on (firmware/Bench/README.md), plug the adapter in, or name another bus");
        return I2cBus.Create(number);
    }

    /// <summary>Opens <c>/dev/gpiochipN</c> through whichever libgpiod is installed.</summary>
    /// <exception cref="BenchException">The chip or the library is not there, or not for us.</exception>
    public static GpioController OpenChip(int number)
    {
        string path = $"/dev/gpiochip{number}";
        Demand(path, "gpio", "Name another chip; gpiodetect lists them");
        Exception? failed = null;
        foreach (Func<GpioDriver> open in
            (Func<GpioDriver>[])[() => new LibGpiodV2Driver(number), () => new LibGpiodDriver(number)])
        {
            try
            {
                return new GpioController(open());
            }
            catch (Exception cause) when (IsOfLibrary(cause))
            {
                failed = cause.InnerException ?? cause; // The other version may be there.
            }
        }

        throw new BenchException(
            $"{path} is there, but libgpiod is not ({failed?.Message.ReplaceLineEndings(" ")}). "
            + "Run: sudo apt-get install gpiod");
    }

    /// <summary>Says what stands between us and a device, if anything does.</summary>
    /// <param name="group">Who may open it, as distributions have it.</param>
    /// <param name="remedy">What to do where it is missing.</param>
    internal static void Demand(string path, string group, string remedy)
    {
        if (!File.Exists(path))
            throw new BenchException($"There is no {path}. {remedy}.");
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
        }
        catch (UnauthorizedAccessException)
        {
            string user = Environment.UserName;
            throw new BenchException(
                $"{path} is not open to {user}. Run: sudo usermod -aG {group} {user}, then log in again.");
        }
        catch (IOException cause)
        {
            throw new BenchException($"{path} cannot be opened: {cause.Message}");
        }
    }

    private static bool IsOfLibrary(Exception cause) =>
        cause is PlatformNotSupportedException or DllNotFoundException
        || cause.InnerException is DllNotFoundException or EntryPointNotFoundException;
}
