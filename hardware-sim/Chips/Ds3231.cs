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

    private readonly BoardClock clock;
    private readonly byte[] registers = new byte[RegisterCount];
    private readonly byte[] shown = new byte[7];
    private readonly byte[] written = new byte[7];
    private DateTime setTo = Origin;
    private long setAtMicros;
    private int dayOfWeekOffset;
    private int pointer;
    private bool awaitsPointer;
    private bool timeWritten;

    /// <summary>A chip fresh from the reel, without a coin cell so far: the time is unknown.</summary>
    public Ds3231(BoardClock clock)
    {
        this.clock = clock;
        DrainCell();
    }

    /// <summary>Degrees Celsius of the housing.</summary>
    public double Celsius { get; set; } = 21;

    /// <summary>Called after the controller set the time or the oscillator flag changed.</summary>
    public event Action? TimeChanged;

    /// <summary>What the chip takes for now; it knows no time zone.</summary>
    public DateTime Now => setTo.AddTicks((clock.NowMicros - setAtMicros) * TimeSpan.TicksPerMicrosecond);

    /// <summary>OSF: the oscillator has stood still, so the time is worth nothing.</summary>
    public bool OscillatorStopped => (registers[Status] & OscillatorStopFlag) != 0;

    /// <summary>Sets the time as if the chip had always run.</summary>
    public void RunFrom(DateTime now, bool oscillatorStopped = false)
    {
        setTo = DateTime.SpecifyKind(now, DateTimeKind.Unspecified);
        setAtMicros = clock.NowMicros;
        dayOfWeekOffset = 0;
        if (!oscillatorStopped)
            registers[Status] &= 0x7F;
    }

    /// <summary>Coin cell and supply were both gone: power-on defaults, 1 January 2000, OSF set.</summary>
    public void DrainCell()
    {
        Array.Clear(registers);
        registers[Control] = 0x1C;
        registers[Status] = 0x88;
        RunFrom(Origin, oscillatorStopped: true);
        TimeChanged?.Invoke();
    }

    /// <inheritdoc />
    public override void PowerUp() => pointer = 0;

    /// <inheritdoc />
    public override void StartCondition(bool reading)
    {
        awaitsPointer = !reading;
        CopyTime();
    }

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        if (awaitsPointer)
        {
            pointer = value % RegisterCount;
            awaitsPointer = false;
            return true;
        }

        if (pointer < shown.Length)
        {
            written[pointer] = value;
            timeWritten = true;
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
        byte value = pointer < shown.Length ? shown[pointer] : ReadRegister();
        Step();
        return value;
    }

    /// <inheritdoc />
    public override void StopCondition()
    {
        if (!timeWritten)
            return;
        timeWritten = false;
        Adopt();
    }

    private void WriteRegister(byte value)
    {
        switch (pointer)
        {
            case Status:
                // OSF can only be cleared by writing 0 (page 14); A1F and A2F likewise; BSY is read-only.
                byte kept = (byte)(registers[Status] & value & 0x83);
                registers[Status] = (byte)(kept | (value & 0x08));
                TimeChanged?.Invoke();
                break;
            case 0x11 or 0x12:
                break; // The temperature is read-only (page 15).
            default:
                registers[pointer] = value;
                break;
        }
    }

    private byte ReadRegister()
    {
        int quarters = (int)Math.Round(Celsius * 4);
        return pointer switch
        {
            0x11 => (byte)(quarters >> 2),
            0x12 => (byte)((quarters & 3) << 6),
            _ => registers[pointer]
        };
    }

    private void Step()
    {
        pointer++;
        if (pointer < RegisterCount)
            return;
        pointer = 0;
        CopyTime();
    }

    // Page 12: the time is copied at any start condition and when the pointer rolls over, so a read is of one moment.
    private void CopyTime()
    {
        DateTime now = Now;
        bool twelveHours = (registers[Hours] & 0x40) != 0;
        shown[0] = ToBcd(now.Second);
        shown[1] = ToBcd(now.Minute);
        shown[Hours] = twelveHours
            ? (byte)(0x40 | (now.Hour >= 12 ? 0x20 : 0) | ToBcd((now.Hour + 11) % 12 + 1))
            : ToBcd(now.Hour);
        shown[3] = (byte)(((int)now.DayOfWeek + 7 - dayOfWeekOffset) % 7 + 1);
        shown[4] = ToBcd(now.Day);
        shown[5] = (byte)(ToBcd(now.Month) | (now.Year >= 2100 ? 0x80 : 0));
        shown[6] = ToBcd(now.Year % 100);
        if (!timeWritten)
            shown.CopyTo(written, 0);
    }

    private void Adopt()
    {
        registers[Hours] = (byte)(written[Hours] & 0x40);
        int hour = (written[Hours] & 0x40) == 0
            ? FromBcd(written[Hours] & 0x3F)
            : FromBcd(written[Hours] & 0x1F) % 12 + ((written[Hours] & 0x20) != 0 ? 12 : 0);
        int year = 2000 + FromBcd(written[6]) + ((written[5] & 0x80) != 0 ? 100 : 0);
        int month = Math.Clamp(FromBcd(written[5] & 0x1F), 1, 12);
        int day = Math.Clamp(FromBcd(written[4] & 0x3F), 1, DateTime.DaysInMonth(year, month));

        // "Illogical time and date entries result in undefined operation" (page 12): here they are clamped.
        setTo = new DateTime(year, month, day, Math.Min(hour, 23), Math.Min(FromBcd(written[1] & 0x7F), 59),
            Math.Min(FromBcd(written[0] & 0x7F), 59), DateTimeKind.Unspecified);
        setAtMicros = clock.NowMicros;
        dayOfWeekOffset = ((int)setTo.DayOfWeek + 1 - (written[3] & 7) + 14) % 7;
        TimeChanged?.Invoke();
    }

    private static byte ToBcd(int value) => (byte)((value / 10 << 4) | (value % 10));

    private static int FromBcd(int value) => (value >> 4) * 10 + (value & 0x0F);
}
