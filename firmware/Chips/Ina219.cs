using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>Supply sensor INA219 (TI SBOS448G) with a shunt of 0.1 Ω in the solenoid supply.</summary>
public sealed class Ina219(II2cBus bus)
{
    /// <summary>Address with A1 and A0 at ground (datasheet table 1).</summary>
    public const int Address = 0x40;

    // Registers, datasheet table 2.
    private const byte Configuration = 0;
    private const byte BusVoltage = 2;
    private const byte Current = 4;
    private const byte Calibration = 5;

    // Datasheet §8.6.2.1: 32 V range, ±320 mV, 12 bit (532 µs), shunt and bus, continuous.
    private const int ContinuousWide = 0x399F;

    // Datasheet §8.5.1: 0.04096 / (0.1 mA · 0.1 Ω).
    private const int CalibrationValue = 4096;
    private const int CurrentStepsPerMilliamp = 10;

    // Datasheet §8.6.3.2: bits 15-3, 4 mV each; bit 0 = overflow.
    private const int VoltageShift = 3;
    private const int MillivoltsPerStep = 4;

    private readonly II2cBus _bus = bus;
    private readonly byte[] _write = new byte[3];
    private readonly byte[] _read = new byte[2];

    /// <summary>Sets range and calibration; both are lost with its power.</summary>
    public bool TryInitialize() =>
        TryWrite(Configuration, ContinuousWide) && TryWrite(Calibration, CalibrationValue);

    /// <summary>Reads back what was set.</summary>
    /// <returns>False when the chip does not answer, was changed for another or answers nonsense.</returns>
    public bool TryVerify() =>
        TryRead(Configuration, out int configuration) && configuration == ContinuousWide
        && TryRead(Calibration, out int calibration) && calibration == CalibrationValue;

    /// <summary>Reads the supply voltage.</summary>
    public bool TryReadMillivolts(out int millivolts)
    {
        bool isRead = TryRead(BusVoltage, out int raw);
        millivolts = (raw >> VoltageShift) * MillivoltsPerStep;
        return isRead;
    }

    /// <summary>Reads the current of the solenoid supply; never below 0.</summary>
    public bool TryReadMilliamps(out int milliamps)
    {
        bool isRead = TryRead(Current, out int raw);
        // Two's complement, datasheet §8.6.3.4.
        milliamps = raw > 0x7FFF ? 0 : raw / CurrentStepsPerMilliamp;
        return isRead;
    }

    private bool TryWrite(byte register, int value)
    {
        _write[0] = register;
        _write[1] = (byte)(value >> 8);
        _write[2] = (byte)value;
        return _bus.TryTransfer(Address, _write, 0, 3, null, 0, 0);
    }

    private bool TryRead(byte register, out int value)
    {
        _write[0] = register;
        bool isRead = _bus.TryTransfer(Address, _write, 0, 1, _read, 0, 2);
        value = (_read[0] << 8) | _read[1];
        return isRead;
    }
}
