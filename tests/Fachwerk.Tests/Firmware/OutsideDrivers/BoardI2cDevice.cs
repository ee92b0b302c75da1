using System.Device.I2c;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>A chip of the virtual board as System.Device.I2c has it.</summary>
internal sealed class BoardI2cDevice(BoardI2cBus bus, int address) : I2cDevice
{
    public override I2cConnectionSettings ConnectionSettings => new(busId: 1, address);

    public override void Read(Span<byte> buffer) => bus.Transfer(address, [], buffer);

    public override void Write(ReadOnlySpan<byte> buffer) => bus.Transfer(address, buffer, []);

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) =>
        bus.Transfer(address, writeBuffer, readBuffer);
}
