namespace Fachwerk.Simulator.Chips;

/// <summary>
/// Current and voltage sensor. Texas Instruments INA219 data sheet SBOS448G.
/// <code>
/// 0 configuration (0x399F)   1 shunt voltage, 10 µV   2 bus voltage, 4 mV in bits 15-3, CNVR 1, OVF 0
/// 3 power                    4 current                5 calibration
/// </code>
/// Registers are 16 bits, high byte first. Conversions take what table 5 says; a value read is that of the last one.
/// </summary>
public sealed class Ina219 : I2cChip
{
    private const ushort ConfigurationDefault = 0x399F;
    private const double ShuntStep = 10e-6;
    private const double BusStep = 4e-3;

    private readonly BoardClock clock;
    private readonly ISupplyProbe probe;
    private readonly ushort[] registers = new ushort[6];
    private int pointer;
    private int byteIndex;
    private ushort pending;
    private long convertedAtMicros;
    private bool singleShotWaits;

    /// <summary>A chip whose shunt and bus pins are at <paramref name="probe"/>.</summary>
    public Ina219(BoardClock clock, ISupplyProbe probe)
    {
        this.clock = clock;
        this.probe = probe;
        Reset();
    }

    /// <inheritdoc />
    public override void PowerUp() => Reset();

    /// <inheritdoc />
    public override void StartCondition(bool reading) => byteIndex = reading ? 1 : 0;

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        switch (byteIndex++)
        {
            case 0:
                pointer = value;
                break;
            case 1:
                pending = (ushort)(value << 8);
                break;
            case 2:
                WriteRegister((ushort)(pending | value));
                break;
        }

        return true;
    }

    /// <inheritdoc />
    public override byte Read()
    {
        if (byteIndex == 1)
        {
            ConvertIfDue();
            pending = pointer < registers.Length ? registers[pointer] : (ushort)0;
            byteIndex = 2;

            // Section 8.6.3.2: CNVR is cleared by reading the power register.
            if (pointer == 3)
                registers[2] &= 0xFFFD;
            return (byte)(pending >> 8);
        }

        byteIndex = 1;
        return (byte)pending;
    }

    private void WriteRegister(ushort value)
    {
        if (pointer == 0)
        {
            if ((value & 0x8000) != 0)
            {
                Reset();
                return;
            }

            registers[0] = value;
            registers[2] &= 0xFFFD;
            convertedAtMicros = clock.NowMicros;
            singleShotWaits = (value & 7) is >= 1 and <= 3;
        }
        else if (pointer == 5)
        {
            registers[5] = (ushort)(value & 0xFFFE); // Figure 27: bit 0 cannot be set.
        }
    }

    private void ConvertIfDue()
    {
        int mode = registers[0] & 7;
        bool converts = mode >= 5 || singleShotWaits;
        if (!converts || clock.NowMicros - convertedAtMicros < ConversionMicros(mode))
            return;
        convertedAtMicros = clock.NowMicros;
        singleShotWaits = false;
        if ((mode & 1) != 0)
            registers[1] = (ushort)(short)Math.Clamp(Math.Round(probe.ShuntVolts / ShuntStep), -RangeSteps, RangeSteps);
        if ((mode & 2) != 0)
            registers[2] = (ushort)((int)Math.Clamp(Math.Round(probe.BusVolts / BusStep), 0, 8000) << 3);
        Calculate();
        registers[2] |= 2;
    }

    private void Calculate()
    {
        // Sections 8.5.1 and 8.6.3: current = shunt × calibration / 4096, power = current × bus / 5000.
        long current = (short)registers[1] * (long)registers[5] / 4096;
        long power = Math.Abs(current) * (registers[2] >> 3) / 5000;
        bool overflows = current is > short.MaxValue or < short.MinValue || power > ushort.MaxValue;
        registers[4] = (ushort)current;
        registers[3] = (ushort)power;
        if (overflows)
            registers[2] |= 1;
    }

    // PGA: full scale 40 mV shifted left by bits 12-11 (table 4).
    private int RangeSteps => 4000 << ((registers[0] >> 11) & 3);

    private int ConversionMicros(int mode)
    {
        int shunt = (mode & 1) != 0 ? AdcMicros(registers[0] >> 3) : 0;
        int bus = (mode & 2) != 0 ? AdcMicros(registers[0] >> 7) : 0;
        return shunt + bus;
    }

    // Table 5.
    private static int AdcMicros(int setting) => (setting & 0x0F) switch
    {
        0 or 4 => 84,
        1 or 5 => 148,
        2 or 6 => 276,
        3 or 7 or 8 => 532,
        9 => 1_060,
        10 => 2_130,
        11 => 4_260,
        12 => 8_510,
        13 => 17_020,
        14 => 34_050,
        _ => 68_100
    };

    private void Reset()
    {
        Array.Clear(registers);
        registers[0] = ConfigurationDefault;
        pointer = 0;
        byteIndex = 0;
        convertedAtMicros = clock.NowMicros;
        singleShotWaits = false;
    }
}
