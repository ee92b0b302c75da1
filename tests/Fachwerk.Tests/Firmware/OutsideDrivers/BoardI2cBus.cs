using System.Device.I2c;
using System.Globalization;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Chips;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>
/// A bus of the virtual board as System.Device.I2c has it; a failed transfer throws what it throws on Linux. Drivers
/// that wait do so in real time, of which the board knows nothing: each transfer comes a fixed time after the one
/// before instead.
/// </summary>
internal sealed class BoardI2cBus(VirtualI2cBus bus, BoardClock clock, int microsBetween = 0) : I2cBus
{
    // Linux errno.h, with the words that System.Device.I2c puts around it.
    private const int RemoteIoError = 121;
    private const int TimedOut = 110;
    private const int NoSuchDevice = 19;

    /// <summary>What a failed transfer says instead; 0 = what it is.</summary>
    public int ErrorInstead { get; set; }

    /// <summary>How much longer a failed transfer takes.</summary>
    public int FailureTakesMs { get; set; }

    /// <summary>Fault: the adapter was unplugged; it does not come back as it was.</summary>
    public bool IsGone { get; set; }

    public override I2cDevice CreateDevice(int deviceAddress) => new BoardI2cDevice(this, deviceAddress);

    public override void RemoveDevice(int deviceAddress) => ArgumentOutOfRangeException.ThrowIfNegative(deviceAddress);

    internal void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
    {
        clock.Spend(microsBetween);
        byte[] got = new byte[read.Length];
        if (IsGone || !bus.TryTransfer(address, write.ToArray(), 0, write.Length, got, 0, got.Length))
        {
            clock.Spend(FailureTakesMs * 1000);
            int error = IsGone ? NoSuchDevice : ErrorInstead != 0 ? ErrorInstead
                : bus.StalledMs > 0 ? TimedOut : RemoteIoError;
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"Error {error} (in words) performing I2C data transfer."));
        }

        got.CopyTo(read);
    }
}
