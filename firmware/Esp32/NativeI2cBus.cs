using System;
using System.Device.I2c;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Esp32;

/// <summary>
/// One of the two I²C controllers. The simulator runs this file too, on pins that fail as the device's do.
/// </summary>
internal sealed class NativeI2cBus(int bus, int dataPin, int clockPin, I2cBusSpeed speed) : II2cBus
{
    private const int AddressMax = 0x77;

    private readonly int _bus = bus;
    private readonly int _dataPin = dataPin;
    private readonly int _clockPin = clockPin;
    private readonly I2cBusSpeed _speed = speed;
    private readonly I2cDevice[] _devices = new I2cDevice[AddressMax + 1];

    public int StalledMs { get; private set; }

    public bool TryTransfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[] read, int readOffset, int readCount)
    {
        long beganMs = Environment.TickCount64;
        I2cTransferStatus status;
        try
        {
            status = Transfer(address, write, writeOffset, writeCount, read, readOffset, readCount);
        }
        catch (Exception cause)
        {
            Console.WriteLine("BUS " + cause.Message);
            status = I2cTransferStatus.UnknownError;
        }
        bool isAnswered =
            status == I2cTransferStatus.FullTransfer || status == I2cTransferStatus.SlaveAddressNotAcknowledged;
        long passedMs = Environment.TickCount64 - beganMs;
        StalledMs = isAnswered ? 0 : passedMs < 1 ? 1 : (int)passedMs;
        return status == I2cTransferStatus.FullTransfer;
    }

    public void Recover()
    {
        try
        {
            Release();
            BusRecovery.Run(_dataPin, _clockPin);
        }
        catch (Exception cause)
        {
            Console.WriteLine("BUS " + cause.Message);
        }
    }

    private I2cTransferStatus Transfer(
        int address, byte[] write, int writeOffset, int writeCount, byte[] read, int readOffset, int readCount)
    {
        I2cDevice device = _devices[address];
        if (device == null)
        {
            device = I2cDevice.Create(new I2cConnectionSettings(_bus, address, _speed));
            _devices[address] = device;
        }
        I2cTransferResult result = readCount == 0
            ? device.Write(new SpanByte(write, writeOffset, writeCount))
            : writeCount == 0
                ? device.Read(new SpanByte(read, readOffset, readCount))
                : device.WriteRead(
                    new SpanByte(write, writeOffset, writeCount), new SpanByte(read, readOffset, readCount));
        return result.Status;
    }

    private void Release()
    {
        for (int i = 0; i < _devices.Length; i++)
        {
            if (_devices[i] != null)
            {
                _devices[i].Dispose();
                _devices[i] = null;
            }
        }
    }
}
