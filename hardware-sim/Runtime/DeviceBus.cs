using System.Device.I2c;
using Fachwerk.Esp32;
using Fachwerk.Firmware.Board;

namespace Fachwerk.DeviceRuntime;

/// <summary>A bus of the edge, as it is compiled for the device, on simulated wires.</summary>
public sealed class DeviceBus : II2cBus
{
    private readonly BusRuntime _runtime;
    private readonly NativeI2cBus _bus;

    /// <summary>A bus of a controller that has just started.</summary>
    public DeviceBus(IBusWires wires)
    {
        _runtime = new BusRuntime(wires);
        _bus = new NativeI2cBus(1, BusRuntime.DataPin, BusRuntime.ClockPin, I2cBusSpeed.FastMode);
    }

    /// <inheritdoc />
    public int StalledMs => _bus.StalledMs;

    /// <inheritdoc />
    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[] read, int readOffset, int readCount)
    {
        BusRuntime.Current = _runtime;
        bool isDone = _bus.TryTransfer(address, write, writeOffset, writeCount, read, readOffset, readCount);
        _runtime.PassOn();
        return isDone;
    }

    /// <inheritdoc />
    public void Recover()
    {
        BusRuntime.Current = _runtime;
        _bus.Recover();
        _runtime.PassOn();
    }
}
