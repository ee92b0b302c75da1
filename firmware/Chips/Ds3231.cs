using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>Real-time clock DS3231 (Maxim 19-5170 rev. 10), kept in UTC.</summary>
public sealed class Ds3231(II2cBus bus)
{
    /// <summary>7-bit address.</summary>
    public const int Address = 0x68;

    // Figure 1, timekeeping registers.
    private const byte Seconds = 0x00;
    private const int Control = 0x0E;
    private const int Status = 0x0F;
    private const int Aging = 0x10;
    private const int TemperatureHigh = 0x11;
    private const int RegistersRead = 0x12;

    // Status register: bit 7, oscillator stop flag.
    private const int OscillatorStop = 0x80;

    // Control register at power-up: the oscillator runs on the cell too (bit 7 low), no alarm, no square wave.
    private const int ControlNormal = 0x1C;
    private const int TwelveHourMode = 0x40;

    private readonly II2cBus _bus = bus;
    private readonly byte[] _registers = new byte[RegistersRead];
    private readonly byte[] _write = new byte[8];
    private readonly CalendarTime _time = new CalendarTime();

    /// <summary>Whole degrees Celsius at the last read.</summary>
    public int Celsius { get; private set; }

    /// <summary>
    /// False when the last read found the oscillator set to stop without the supply, or set off its rate: neither would
    /// be noticed before the time is lost.
    /// </summary>
    public bool IsSetUp => _registers[Control] == ControlNormal && _registers[Aging] == 0;

    /// <summary>Reads time and temperature.</summary>
    /// <param name="unixSeconds">UTC; 0 when the clock has stood still (OSF) or holds no date.</param>
    /// <returns>False when the chip does not answer.</returns>
    public bool TryRead(out uint unixSeconds)
    {
        unixSeconds = 0;
        _write[0] = Seconds;
        if (!_bus.TryTransfer(Address, _write, 0, 1, _registers, 0, RegistersRead))
        {
            return false;
        }
        Celsius = (sbyte)_registers[TemperatureHigh];
        if ((_registers[Status] & OscillatorStop) == 0 && HoldsDate())
        {
            // The century bit is whatever the program was at that set the clock last; ours clears it.
            unixSeconds = CalendarTime.ToUnix(
                2000 + FromBcd(_registers[6]), FromBcd(_registers[5] & 0x1F), FromBcd(_registers[4]),
                FromBcd(_registers[2]), FromBcd(_registers[1]), FromBcd(_registers[0]));
        }
        return true;
    }

    /// <summary>Sets the clock; the stop flag is cleared only once the time is in.</summary>
    public bool TrySet(uint unixSeconds)
    {
        _time.Set(unixSeconds);
        _write[0] = Seconds;
        _write[1] = ToBcd(_time.Second);
        _write[2] = ToBcd(_time.Minute);
        _write[3] = ToBcd(_time.Hour);
        _write[4] = (byte)_time.DayOfWeek;
        _write[5] = ToBcd(_time.Day);
        _write[6] = ToBcd(_time.Month);
        _write[7] = ToBcd(_time.Year % 100);
        if (!_bus.TryTransfer(Address, _write, 0, 8, null, 0, 0))
        {
            return false;
        }
        _write[0] = Status;
        _write[1] = 0;
        return _bus.TryTransfer(Address, _write, 0, 2, null, 0, 0);
    }

    /// <summary>Puts control register and aging offset right; the stop flag stays as it is.</summary>
    public bool TrySetUp()
    {
        _write[0] = Control;
        _write[1] = ControlNormal;
        _write[2] = OscillatorStop;
        _write[3] = 0;
        return _bus.TryTransfer(Address, _write, 0, 4, null, 0, 0);
    }

    private bool HoldsDate() =>
        IsBcd(_registers[0], 59) && IsBcd(_registers[1], 59)
        && (_registers[2] & TwelveHourMode) == 0 && IsBcd(_registers[2], 23)
        && _registers[4] != 0 && IsBcd(_registers[4], 31)
        && (_registers[5] & 0x1F) != 0 && IsBcd(_registers[5] & 0x1F, 12) && IsBcd(_registers[6], 99);

    private static bool IsBcd(int value, int max) =>
        (value & 0x0F) <= 9 && (value >> 4) <= 9 && FromBcd(value) <= max;

    private static int FromBcd(int value) => (value >> 4) * 10 + (value & 0x0F);

    private static byte ToBcd(int value) => (byte)((value / 10 << 4) | (value % 10));
}
