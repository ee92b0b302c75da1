using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Simulator.Chips;

// Texas Instruments INA219 data sheet SBOS448G.
public sealed class Ina219Tests
{
    private readonly BoardClock _clock = new();
    private readonly Supply _supply = new();
    private readonly Ina219 _chip;

    public Ina219Tests()
    {
        _chip = new Ina219(_clock, _supply);
    }

    [Fact]
    public void Comes_up_as_the_register_map_says()
    {
        Assert.Equal(0x399F, Read(0)); // Table 2.
        Assert.Equal(0x0000, Read(5));
    }

    [Fact]
    public void Measures_as_the_worked_example_of_the_data_sheet()
    {
        // Section 8.5.2, figure 26 and table 8: 20 mV across the shunt, 11.98 V, calibration 0x5000.
        _supply.ShuntVolts = 0.02;
        _supply.BusVolts = 11.98;
        Write(0, 0x019F);
        Write(5, 0x5000);
        _clock.Spend(5_000);

        Assert.Equal(0x07D0, Read(1));
        Assert.Equal(0x5D98, Read(2) & 0xFFF8);
        Assert.Equal(0x2710, Read(4));
        Assert.Equal(0x1766, Read(3));
    }

    [Fact]
    public void Shows_nothing_new_before_a_conversion_is_done()
    {
        _supply.BusVolts = 12;
        Write(0, 0x399F);

        _clock.Spend(1_000);
        int early = Read(2);
        _clock.Spend(100);

        // Table 5: 532 µs for each of the two at 12 bits.
        Assert.Equal(0, early);
        Assert.Equal(12_000 / 4 << 3 | 2, Read(2));
    }

    [Fact]
    public void Clears_conversion_ready_when_the_power_register_is_read()
    {
        _supply.BusVolts = 12;
        _clock.Spend(2_000);
        int before = Read(2) & 2;

        Read(3);

        Assert.Equal(2, before);
        Assert.Equal(0, Read(2) & 2); // Section 8.6.3.2.
    }

    [Fact]
    public void Stops_converting_when_powered_down()
    {
        Write(0, 0x3998);
        _supply.BusVolts = 12;
        _clock.Spend(10_000);

        Assert.Equal(0, Read(2)); // Table 6: mode 0.
    }

    [Fact]
    public void Limits_the_shunt_voltage_to_the_range_of_its_amplifier()
    {
        _supply.ShuntVolts = 0.2;
        Write(0, 0x019F);
        _clock.Spend(5_000);

        Assert.Equal(4_000, Read(1)); // Table 4: ±40 mV.
    }

    [Fact]
    public void Starts_anew_when_the_reset_bit_is_written()
    {
        Write(5, 0x1000);

        Write(0, 0x8000);

        Assert.Equal(0x399F, Read(0));
        Assert.Equal(0, Read(5));
    }

    private void Write(byte register, int value)
    {
        _chip.StartCondition(reading: false);
        _chip.Write(register);
        _chip.Write((byte)(value >> 8));
        _chip.Write((byte)value);
        _chip.StopCondition();
    }

    private int Read(byte register)
    {
        _chip.StartCondition(reading: false);
        _chip.Write(register);
        _chip.StartCondition(reading: true);
        int value = _chip.Read() << 8 | _chip.Read();
        _chip.StopCondition();
        return value;
    }

    private sealed class Supply : ISupplyProbe
    {
        public double ShuntVolts { get; set; }

        public double BusVolts { get; set; }
    }
}
