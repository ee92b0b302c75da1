namespace Fachwerk.Simulator.Chips;

/// <summary>
/// Clock with a coin cell. Maxim DS3231 data sheet 19-5170 rev. 10, figure 1.
/// <code>
/// 00-02 seconds, minutes, hours (BCD; bit 6 of the hours = 12-hour mode, bit 5 = PM or 20 hours)
/// 03-06 day of week 1-7, date, month (bit 7 century), year
/// 07-0D alarms    0E control (power-on 0x1C)    0F status (bit 7 OSF, bit 3 EN32kHz; power-on 0x88)
/// 10 aging        11-12 temperature, 10 bits, 0.25 °C
/// </code>
/// </summary>
public sealed class Ds3231 : I2cChip
{
    private const int RegisterCount = 0x13;
    private const int Hours = 2;
    private const int Control = 0x0E;
    private const int Status = 0x0F;
    private const byte OscillatorStopFlag = 0x80;
    private static readonly DateTime Origin = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly BoardClock _clock;
    private readonly byte[] _registers = new byte[RegisterCount];
    private readonly byte[] _shown = new byte[7];
    private readonly byte[] _written = new byte[7];
    private DateTime _setTo = Origin;
    private long _setAtMicros;
    private int _dayOfWeekOffset;
    private int _pointer;
    private bool _awaitsPointer;
    private bool _timeWritten;

    /// <summary>A chip fresh from the reel, without a coin cell so far: the time is unknown.</summary>
    public Ds3231(BoardClock clock)
    {
        _clock = clock;
        DrainCell();
    }

    /// <summary>Degrees Celsius of the housing.</summary>
    public double Celsius { get; set; } = 21;

    /// <summary>Called after the controller set the time or the oscillator flag changed.</summary>
    public event Action? TimeChanged;

    /// <summary>What the chip takes for now; it knows no time zone.</summary>
    public DateTime Now => _setTo.AddTicks((_clock.NowMicros - _setAtMicros) * TimeSpan.TicksPerMicrosecond);

    /// <summary>OSF: the oscillator has stood still, so the time is worth nothing.</summary>
    public bool OscillatorStopped => (_registers[Status] & OscillatorStopFlag) != 0;

    /// <summary>Sets the time as if the chip had always run.</summary>
    public void RunFrom(DateTime now, bool oscillatorStopped = false)
    {
        _setTo = DateTime.SpecifyKind(now, DateTimeKind.Unspecified);
        _setAtMicros = _clock.NowMicros;
        _dayOfWeekOffset = 0;
        if (!oscillatorStopped)
            _registers[Status] &= 0x7F;
    }

    /// <summary>Coin cell and supply were both gone: power-on defaults, 1 January 2000, OSF set.</summary>
    public void DrainCell()
    {
        Array.Clear(_registers);
        _registers[Control] = 0x1C;
        _registers[Status] = 0x88;
        RunFrom(Origin, oscillatorStopped: true);
        TimeChanged?.Invoke();
    }

    /// <summary>Someone puts a new coin cell in and sets the clock.</summary>
    public void ReplaceCell(DateTime now)
    {
        RunFrom(now);
        TimeChanged?.Invoke();
    }

    /// <inheritdoc />
    public override void PowerUp() => _pointer = 0;

    /// <inheritdoc />
    public override void StartCondition(bool reading)
    {
        _awaitsPointer = !reading;
        CopyTime();
    }

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        if (_awaitsPointer)
        {
            _pointer = value % RegisterCount;
            _awaitsPointer = false;
            return true;
        }

        if (_pointer < _shown.Length)
        {
            _written[_pointer] = value;
            _timeWritten = true;
        }
        else
        {
            WriteRegister(value);
        }

        Step();
        return true;
    }

    /// <inheritdoc />
    public override byte Read()
    {
        byte value = _pointer < _shown.Length ? _shown[_pointer] : ReadRegister();
        Step();
        return value;
    }

    /// <inheritdoc />
    public override void StopCondition()
    {
        if (!_timeWritten)
            return;
        _timeWritten = false;
        Adopt();
    }

    private void WriteRegister(byte value)
    {
        switch (_pointer)
        {
            case Status:
                // OSF can only be cleared by writing 0 (page 14); A1F and A2F likewise; BSY is read-only.
                byte kept = (byte)(_registers[Status] & value & 0x83);
                _registers[Status] = (byte)(kept | (value & 0x08));
                TimeChanged?.Invoke();
                break;
            case 0x11 or 0x12:
                break; // The temperature is read-only (page 15).
            default:
                _registers[_pointer] = value;
                break;
        }
    }

    private byte ReadRegister()
    {
        int quarters = (int)Math.Round(Celsius * 4);
        return _pointer switch
        {
            0x11 => (byte)(quarters >> 2),
            0x12 => (byte)((quarters & 3) << 6),
            _ => _registers[_pointer]
        };
    }

    private void Step()
    {
        _pointer++;
        if (_pointer < RegisterCount)
            return;
        _pointer = 0;
        CopyTime();
    }

    // Page 12: the time is copied at any start condition and when the pointer rolls over, so a read is of one moment.
    private void CopyTime()
    {
        DateTime now = Now;
        bool twelveHours = (_registers[Hours] & 0x40) != 0;
        _shown[0] = ToBcd(now.Second);
        _shown[1] = ToBcd(now.Minute);
        _shown[Hours] = twelveHours
            ? (byte)(0x40 | (now.Hour >= 12 ? 0x20 : 0) | ToBcd((now.Hour + 11) % 12 + 1))
            : ToBcd(now.Hour);
        _shown[3] = (byte)(((int)now.DayOfWeek + 7 - _dayOfWeekOffset) % 7 + 1);
        _shown[4] = ToBcd(now.Day);
        // Page 12: the century bit is toggled when the years overflow from 99 to 00.
        _shown[5] = (byte)(ToBcd(now.Month) | (now.Year / 100 % 2 == 1 ? 0x80 : 0));
        _shown[6] = ToBcd(now.Year % 100);
        if (!_timeWritten)
            _shown.CopyTo(_written, 0);
    }

    private void Adopt()
    {
        _registers[Hours] = (byte)(_written[Hours] & 0x40);
        int hour = (_written[Hours] & 0x40) == 0
            ? FromBcd(_written[Hours] & 0x3F)
            : FromBcd(_written[Hours] & 0x1F) % 12 + ((_written[Hours] & 0x20) != 0 ? 12 : 0);
        int year = 2000 + FromBcd(_written[6]) + ((_written[5] & 0x80) != 0 ? 100 : 0);
        int month = Math.Clamp(FromBcd(_written[5] & 0x1F), 1, 12);
        int day = Math.Clamp(FromBcd(_written[4] & 0x3F), 1, DateTime.DaysInMonth(year, month));

        // "Illogical time and date entries result in undefined operation" (page 12): here they are clamped.
        _setTo = new DateTime(year, month, day, Math.Min(hour, 23), Math.Min(FromBcd(_written[1] & 0x7F), 59),
            Math.Min(FromBcd(_written[0] & 0x7F), 59), DateTimeKind.Unspecified);
        _setAtMicros = _clock.NowMicros;
        _dayOfWeekOffset = ((int)_setTo.DayOfWeek + 1 - (_written[3] & 7) + 14) % 7;
        TimeChanged?.Invoke();
    }

    private static byte ToBcd(int value) => (byte)((value / 10 << 4) | (value % 10));

    private static int FromBcd(int value) => (value >> 4) * 10 + (value & 0x0F);
}
