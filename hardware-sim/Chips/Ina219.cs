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

    private readonly BoardClock _clock;
    private readonly ISupplyProbe _probe;
    private readonly ushort[] _registers = new ushort[6];
    private int _pointer;
    private int _byteIndex;
    private ushort _pending;
    private long _convertedAtMicros;
    private bool _singleShotWaits;

    /// <summary>A chip whose shunt and bus pins are at <paramref name="probe"/>.</summary>
    public Ina219(BoardClock clock, ISupplyProbe probe)
    {
        _clock = clock;
        _probe = probe;
        Reset();
    }

    /// <inheritdoc />
    public override void PowerUp() => Reset();

    /// <inheritdoc />
    public override void StartCondition(bool reading) => _byteIndex = reading ? 1 : 0;

    /// <inheritdoc />
    public override bool Write(byte value)
    {
        switch (_byteIndex++)
        {
            case 0:
                _pointer = value;
                break;
            case 1:
                _pending = (ushort)(value << 8);
                break;
            case 2:
                WriteRegister((ushort)(_pending | value));
                break;
        }

        return true;
    }

    /// <inheritdoc />
    public override byte Read()
    {
        if (_byteIndex == 1)
        {
            ConvertIfDue();
            _pending = _pointer < _registers.Length ? _registers[_pointer] : (ushort)0;
            _byteIndex = 2;

            // Section 8.6.3.2: CNVR is cleared by reading the power register.
            if (_pointer == 3)
                _registers[2] &= 0xFFFD;
            return (byte)(_pending >> 8);
        }

        _byteIndex = 1;
        return (byte)_pending;
    }

    private void WriteRegister(ushort value)
    {
        if (_pointer == 0)
        {
            if ((value & 0x8000) != 0)
            {
                Reset();
                return;
            }

            _registers[0] = value;
            _registers[2] &= 0xFFFD;
            _convertedAtMicros = _clock.NowMicros;
            _singleShotWaits = (value & 7) is >= 1 and <= 3;
        }
        else if (_pointer == 5)
        {
            _registers[5] = (ushort)(value & 0xFFFE); // Figure 27: bit 0 cannot be set.
        }
    }

    private void ConvertIfDue()
    {
        int mode = _registers[0] & 7;
        bool converts = mode >= 5 || _singleShotWaits;
        if (!converts || _clock.NowMicros - _convertedAtMicros < ConversionMicros(mode))
            return;
        _convertedAtMicros = _clock.NowMicros;
        _singleShotWaits = false;
        if ((mode & 1) != 0)
        {
            double steps = Math.Round(_probe.ShuntVolts / ShuntStep);
            _registers[1] = (ushort)(short)Math.Clamp(steps, -RangeSteps, RangeSteps);
        }
        if ((mode & 2) != 0)
            _registers[2] = (ushort)((int)Math.Clamp(Math.Round(_probe.BusVolts / BusStep), 0, 8000) << 3);
        Calculate();
        _registers[2] |= 2;
    }

    private void Calculate()
    {
        // Sections 8.5.1 and 8.6.3: current = shunt × calibration / 4096, power = current × bus / 5000.
        long current = (short)_registers[1] * (long)_registers[5] / 4096;
        long power = Math.Abs(current) * (_registers[2] >> 3) / 5000;
        bool overflows = current is > short.MaxValue or < short.MinValue || power > ushort.MaxValue;
        _registers[4] = (ushort)current;
        _registers[3] = (ushort)power;
        if (overflows)
            _registers[2] |= 1;
    }

    // PGA: full scale 40 mV shifted left by bits 12-11 (table 4).
    private int RangeSteps => 4000 << ((_registers[0] >> 11) & 3);

    private int ConversionMicros(int mode)
    {
        int shunt = (mode & 1) != 0 ? AdcMicros(_registers[0] >> 3) : 0;
        int bus = (mode & 2) != 0 ? AdcMicros(_registers[0] >> 7) : 0;
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
        Array.Clear(_registers);
        _registers[0] = ConfigurationDefault;
        _pointer = 0;
        _byteIndex = 0;
        _convertedAtMicros = _clock.NowMicros;
        _singleShotWaits = false;
    }
}
