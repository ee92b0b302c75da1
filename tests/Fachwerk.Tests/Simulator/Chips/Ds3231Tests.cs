using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Simulator.Chips;

// Maxim DS3231 data sheet 19-5170, figure 1 "Timekeeping registers".
public sealed class Ds3231Tests
{
    private readonly BoardClock _clock = new();
    private readonly Ds3231 _chip;

    public Ds3231Tests()
    {
        _chip = new Ds3231(_clock);
    }

    [Fact]
    public void Says_after_its_first_power_that_its_oscillator_stood_still()
    {
        Assert.Equal(0x1C, Read(0x0E, 1)[0]); // Page 13, control.
        Assert.Equal(0x88, Read(0x0F, 1)[0]); // Page 14, status: OSF, EN32kHz.
    }

    [Fact]
    public void Keeps_binary_coded_time_and_counts_it_on()
    {
        Write(0x00, 0x58, 0x59, 0x23, 0x02, 0x28, 0x02, 0x28);

        _clock.Spend(2_000_000);

        // 2028 is a leap year.
        Assert.Equal([0x00, 0x00, 0x00, 0x03, 0x29, 0x02, 0x28], Read(0x00, 7));
    }

    [Theory]
    [InlineData(0x00, 0x80)]
    [InlineData(0x80, 0x00)]
    public void Toggles_the_century_bit_when_the_years_overflow(byte before, byte after)
    {
        Write(0x00, 0x58, 0x59, 0x23, 0x05, 0x31, (byte)(0x12 | before), 0x99);

        _clock.Spend(3_000_000);

        Assert.Equal([0x01, 0x00, 0x00, 0x06, 0x01, (byte)(0x01 | after), 0x00], Read(0x00, 7)); // Page 12.
    }

    [Fact]
    public void Tells_hours_in_twelve_hour_mode_with_the_pm_bit()
    {
        Write(0x00, 0x00, 0x30, 0x40 | 0x20 | 0x11, 0x01, 0x01, 0x01, 0x26);

        Assert.Equal(new DateTime(2026, 1, 1, 23, 30, 0), _chip.Now);
        Assert.Equal(0x40 | 0x20 | 0x11, Read(0x02, 1)[0]);
    }

    [Fact]
    public void Lets_the_oscillator_flag_be_cleared_but_not_set()
    {
        Write(0x0F, 0x00);
        Write(0x0F, 0x80);

        Assert.False(_chip.OscillatorStopped);
    }

    [Fact]
    public void Gives_one_moment_though_time_goes_on_while_it_is_read()
    {
        Write(0x00, 0x59, 0x59, 0x23, 0x05, 0x31, 0x12, 0x26);
        _chip.StartCondition(reading: false);
        _chip.Write(0x00);
        _chip.StartCondition(reading: true);

        byte seconds = _chip.Read();
        _clock.Spend(1_500_000);
        byte minutes = _chip.Read();

        // Page 12: the registers are buffered at the start condition.
        Assert.Equal(0x59, seconds);
        Assert.Equal(0x59, minutes);
    }

    [Fact]
    public void Wraps_from_its_last_register_to_the_first()
    {
        Write(0x00, 0x12);

        Assert.Equal(0x12, Read(0x12, 2)[1]);
    }

    [Fact]
    public void Tells_the_temperature_in_quarters_of_a_degree()
    {
        _chip.Celsius = -10.25;

        Assert.Equal([0xF5, 0xC0], Read(0x11, 2)); // Page 15: 10 bits, two's complement.
    }

    [Fact]
    public void Runs_on_without_power_and_starts_anew_without_its_cell()
    {
        Write(0x00, 0x00, 0x00, 0x12, 0x01, 0x01, 0x06, 0x26);
        Write(0x0F, 0x00);

        _clock.Spend(600_000_000);
        _chip.PowerUp();
        bool stoppedWithoutPower = _chip.OscillatorStopped;
        _chip.DrainCell();

        Assert.False(stoppedWithoutPower);
        Assert.True(_chip.OscillatorStopped);
        Assert.Equal(2000, _chip.Now.Year);
    }

    private void Write(byte register, params byte[] values)
    {
        _chip.StartCondition(reading: false);
        _chip.Write(register);
        foreach (byte value in values)
            _chip.Write(value);
        _chip.StopCondition();
    }

    private byte[] Read(byte register, int count)
    {
        _chip.StartCondition(reading: false);
        _chip.Write(register);
        _chip.StartCondition(reading: true);
        byte[] values = new byte[count];
        for (int index = 0; index < count; index++)
            values[index] = _chip.Read();
        _chip.StopCondition();
        return values;
    }
}
