using System.Device.I2c;
using System.Globalization;
using System.Text.RegularExpressions;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;

namespace Fachwerk.Bench;

/// <summary>
/// A bus of System.Device.I2c. A transfer that fails is an exception there, with the kernel's number in its words;
/// which of them are a chip that does not acknowledge, and which a bus that does not move, the kernel's drivers do not
/// agree on (Linux, Documentation/i2c/fault-codes.rst).
/// </summary>
internal sealed partial class LinuxI2cBus : II2cBus, IDisposable
{
    private const int AddressMax = 0x77;

    // Linux errno.h.
    private const int NoSuchDeviceOrAddress = 6;
    private const int RemoteIoError = 121;
    private const int IoError = 5;

    private readonly Func<I2cBus> _open;
    private readonly TimeProvider _time;
    private readonly I2cDevice?[] _devices = new I2cDevice?[AddressMax + 1];
    private I2cBus? _bus;

    /// <summary>Opens a bus; what it throws then is not caught.</summary>
    /// <param name="open">Opens it, and opens it again after it was closed to free it.</param>
    public LinuxI2cBus(Func<I2cBus> open, TimeProvider time)
    {
        _open = open;
        _time = time;
        _bus = open();
    }

    /// <inheritdoc />
    public int StalledMs { get; private set; }

    /// <inheritdoc />
    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[]? read, int readOffset, int readCount)
    {
        long began = _time.GetTimestamp();
        try
        {
            Transfer(address, write.AsSpan(writeOffset, writeCount), read.AsSpan(readOffset, readCount));
            StalledMs = 0;
            return true;
        }
        catch (IOException cause)
        {
            StalledMs = StallOf(cause, (int)_time.GetElapsedTime(began).TotalMilliseconds);
            return false;
        }
    }

    /// <summary>
    /// Opens the bus anew: an adapter that was unplugged is another one afterwards. To clock the lines free is the
    /// kernel's matter, and the next transfer gives nine clocks by itself.
    /// </summary>
    public void Recover() => Dispose();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (I2cDevice? device in _devices)
            device?.Dispose();
        Array.Clear(_devices);
        _bus?.Dispose();
        _bus = null;
    }

    private void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
    {
        _bus ??= _open();
        I2cDevice device = _devices[address] ??= _bus.CreateDevice(address);
        if (read.IsEmpty)
            device.Write(write);
        else if (write.IsEmpty)
            device.Read(read);
        else
            device.WriteRead(write, read);
    }

    // USB adapters tell a missing acknowledge by the general error; a bus that does not move they wait for.
    private static int StallOf(IOException cause, int passedMs)
    {
        Match found = ErrorNumber().Match(cause.Message);
        int error = found.Success ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        bool isAnswered = error is NoSuchDeviceOrAddress or RemoteIoError
            || (error == IoError && passedMs < BusPatience.LongMs);
        return isAnswered ? 0 : Math.Max(1, passedMs);
    }

    [GeneratedRegex(@"^Error ([0-9]{1,5})\b")]
    private static partial Regex ErrorNumber();
}
