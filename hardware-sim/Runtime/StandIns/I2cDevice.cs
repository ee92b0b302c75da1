using Fachwerk.DeviceRuntime;

namespace System.Device.I2c;

/// <summary>One chip on the bus. The first puts the bus controller on its pins, which must not be taken.</summary>
internal sealed class I2cDevice : IDisposable
{
    private readonly BusRuntime _runtime = BusRuntime.Current;
    private readonly I2cConnectionSettings _settings;

    private I2cDevice(I2cConnectionSettings settings)
    {
        _settings = settings;
        _runtime.Attach();
    }

    public static I2cDevice Create(I2cConnectionSettings settings) => new(settings);

    public I2cTransferResult Write(SpanByte buffer) => Transfer(buffer, default);

    public I2cTransferResult Read(SpanByte buffer) => Transfer(default, buffer);

    public I2cTransferResult WriteRead(SpanByte writeBuffer, SpanByte readBuffer) => Transfer(writeBuffer, readBuffer);

    public void Dispose()
    {
        // Pins and controller are the runtime's.
    }

    private I2cTransferResult Transfer(SpanByte write, SpanByte read) =>
        new(_runtime.Transfer(_settings.DeviceAddress, write, read) switch
        {
            WireEnd.Done => I2cTransferStatus.FullTransfer,
            WireEnd.NotAcknowledged => I2cTransferStatus.SlaveAddressNotAcknowledged,
            _ => I2cTransferStatus.ClockStretchTimeout
        });
}

/// <summary>Which bus, which chip, how fast.</summary>
internal sealed record I2cConnectionSettings(int BusId, int DeviceAddress, I2cBusSpeed BusSpeed);

/// <summary>How a transfer ended.</summary>
internal readonly record struct I2cTransferResult(I2cTransferStatus Status);

/// <summary>The clock of a bus.</summary>
internal enum I2cBusSpeed
{
    StandardMode = 0,
    FastMode = 1
}

/// <summary>How a transfer ended, with the numbers of the device.</summary>
internal enum I2cTransferStatus
{
    UnknownError = 0,
    FullTransfer = 1,
    ClockStretchTimeout = 2,
    PartialTransfer = 3,
    SlaveAddressNotAcknowledged = 4
}
