using System;
using System.Device.Gpio;
using System.Device.I2c;
using Fachwerk.Firmware.Board;
using nanoFramework.Hardware.Esp32;

namespace Fachwerk.Esp32;

/// <summary>One of the two I²C controllers.</summary>
internal sealed class NativeI2cBus : II2cBus
{
    private const int AddressMax = 0x77;

    // UM10204 §3.1.16.
    private const int RecoveryPulses = 9;

    private readonly int _bus;
    private readonly int _dataPin;
    private readonly int _clockPin;
    private readonly I2cBusSpeed _speed;
    private readonly DeviceFunction _data;
    private readonly DeviceFunction _clock;
    private readonly I2cDevice[] _devices = new I2cDevice[AddressMax + 1];

    public NativeI2cBus(
        int bus, int dataPin, int clockPin, bool isFast, DeviceFunction data, DeviceFunction clock)
    {
        _bus = bus;
        _dataPin = dataPin;
        _clockPin = clockPin;
        _speed = isFast ? I2cBusSpeed.FastMode : I2cBusSpeed.StandardMode;
        _data = data;
        _clock = clock;
        TakePins();
    }

    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[] read, int readOffset, int readCount)
    {
        if (_devices[address] == null)
        {
            _devices[address] = I2cDevice.Create(new I2cConnectionSettings(_bus, address, _speed));
        }
        I2cDevice device = _devices[address];
        I2cTransferResult result = readCount == 0
            ? device.Write(new SpanByte(write, writeOffset, writeCount))
            : writeCount == 0
                ? device.Read(new SpanByte(read, readOffset, readCount))
                : device.WriteRead(
                    new SpanByte(write, writeOffset, writeCount), new SpanByte(read, readOffset, readCount));
        return result.Status == I2cTransferStatus.FullTransfer;
    }

    // The controller cannot clock by itself: the pins are taken from it, pulsed by hand, and given back.
    public bool TryRecover()
    {
        for (int i = 0; i < _devices.Length; i++)
        {
            if (_devices[i] != null)
            {
                _devices[i].Dispose();
                _devices[i] = null;
            }
        }
        GpioController controller = new GpioController();
        GpioPin data = controller.OpenPin(_dataPin, PinMode.OutputOpenDrain);
        GpioPin clock = controller.OpenPin(_clockPin, PinMode.OutputOpenDrain);
        data.Write(PinValue.High);
        clock.Write(PinValue.High);
        for (int i = 0; i < RecoveryPulses && data.Read() == PinValue.Low; i++)
        {
            clock.Write(PinValue.Low);
            clock.Write(PinValue.High);
        }
        // A stop: data rises while the clock is high.
        data.Write(PinValue.Low);
        data.Write(PinValue.High);
        bool isFree = data.Read() == PinValue.High && clock.Read() == PinValue.High;
        data.Dispose();
        clock.Dispose();
        TakePins();
        return isFree;
    }

    private void TakePins()
    {
        Configuration.SetPinFunction(_dataPin, _data);
        Configuration.SetPinFunction(_clockPin, _clock);
    }
}
