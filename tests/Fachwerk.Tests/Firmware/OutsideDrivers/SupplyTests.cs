using Fachwerk.Firmware.Chips;
using Iot.Device.Adc;
using Xunit;
using Ours = Fachwerk.Firmware.Chips.Ina219;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>Our INA219 and Iot.Device.Adc's on one chip.</summary>
public sealed class SupplyTests : IDisposable
{
    private const int Calibration = 4096;
    private const float AmperesPerStep = 0.0001f;

    private readonly OutsideRig _rig = new();
    private readonly Ours _ours;
    private readonly Iot.Device.Adc.Ina219 _theirs;

    public SupplyTests()
    {
        _ours = new Ours(_rig.Main);
        _theirs = new Iot.Device.Adc.Ina219(_rig.MainDevice(Ours.Address));
        _theirs.BusAdcResolutionOrSamples = Ina219AdcResolutionOrSamples.Adc12Bit;
        _theirs.ShuntAdcResolutionOrSamples = Ina219AdcResolutionOrSamples.Adc12Bit;
        _theirs.SetCalibration(Calibration, AmperesPerStep);
    }

    public void Dispose()
    {
        _theirs.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public void Theirs_finds_range_and_mode_that_ours_set()
    {
        Assert.True(_ours.TryInitialize());

        Assert.Equal(Ina219BusVoltageRange.Range32v, _theirs.BusVoltageRange);
        Assert.Equal(Ina219PgaSensitivity.PlusOrMinus320mv, _theirs.PgaSensitivity);
        Assert.Equal(Ina219OperatingMode.ShuntAndBusContinuous, _theirs.OperatingMode);
    }

    [Theory]
    [InlineData(12.0)]
    [InlineData(10.4)]
    public void Theirs_and_ours_read_the_same_voltage(double volts)
    {
        _rig.Board.MainsVolts = volts;
        Assert.True(_ours.TryInitialize());
        _rig.Pass(10);

        Assert.True(_ours.TryReadMillivolts(out int millivolts));

        Assert.Equal(volts * 1000, millivolts, 4.0);
        Assert.Equal(millivolts, _theirs.ReadBusVoltage().Millivolts, 1.0);
    }

    [Fact]
    public void Theirs_and_ours_read_the_same_current_of_a_coil()
    {
        Assert.True(_ours.TryInitialize());
        Energize();

        Assert.True(_ours.TryReadMilliamps(out int milliamps));

        Assert.InRange(milliamps, 1_900, 2_000);
        Assert.Equal(milliamps, _theirs.ReadCurrent().Milliamperes, 2.0);
        Assert.Equal(milliamps * 0.1, _theirs.ReadShuntVoltage().Millivolts, 1.0);
    }

    [Fact]
    public void Theirs_calculates_the_power_that_ours_calculates()
    {
        Assert.True(_ours.TryInitialize());
        Energize();

        Assert.True(_ours.TryReadMilliamps(out int milliamps));
        Assert.True(_ours.TryReadMillivolts(out int millivolts));

        Assert.Equal(milliamps / 1000.0 * millivolts / 1000.0, (double)_theirs.ReadPower().Watts, 0.05);
    }

    [Fact]
    public void Ours_reads_with_the_calibration_that_theirs_set()
    {
        Energize();

        Assert.True(_ours.TryReadMilliamps(out int milliamps));

        Assert.InRange(milliamps, 1_900, 2_000);
        Assert.True(_ours.TryReadMillivolts(out int millivolts));
        Assert.InRange(millivolts, 11_600, 11_800);
    }

    [Fact]
    public void Ours_notices_that_theirs_changed_the_range_and_puts_it_right()
    {
        _theirs.PgaSensitivity = Ina219PgaSensitivity.PlusOrMinus40mv;
        bool isNoticed = !_ours.TryVerify();

        Assert.True(_ours.TryInitialize());

        Assert.True(isNoticed);
        Assert.True(_ours.TryVerify());
        Assert.Equal(Ina219PgaSensitivity.PlusOrMinus320mv, _theirs.PgaSensitivity);
    }

    [Fact]
    public void Ours_notices_that_theirs_reset_the_chip_and_puts_it_right()
    {
        _theirs.Reset();
        bool isNoticed = !_ours.TryVerify();

        Assert.True(_ours.TryInitialize());

        Assert.True(isNoticed);
        Assert.True(_ours.TryVerify());
    }

    private void Energize()
    {
        Pca9555 expander = new(_rig.Main, Pca9555.FirstAddress);
        Assert.True(expander.TryInitialize());
        Assert.True(expander.TryDrive(1));
        _rig.Board.Pins.TriggerSolenoidSupply();
        _rig.Pass(100);
    }
}
