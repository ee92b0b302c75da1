using System.Device.Gpio;
using Fachwerk.Firmware.Chips;
using Iot.Device.Tca955x;
using Xunit;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>Our PCA9555 and Iot.Device.Tca955x on one chip.</summary>
public sealed class ExpanderTests : IDisposable
{
    private const int Polarity0 = 4;
    private const int Solenoids = 8;

    private readonly OutsideRig _rig = new();
    private readonly Pca9555 _ours;
    private readonly Tca9555 _theirs;
    private readonly GpioController _pins;

    public ExpanderTests()
    {
        _ours = new Pca9555(_rig.Main, Pca9555.FirstAddress);
        Assert.True(_ours.TryInitialize());
        _theirs = new Tca9555(_rig.MainDevice(Pca9555.FirstAddress));
        _pins = new GpioController(_theirs);
    }

    public void Dispose()
    {
        _pins.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public void Theirs_finds_solenoids_as_outputs_and_switches_as_inputs()
    {
        for (int pin = 0; pin < 2 * Solenoids; pin++)
        {
            _pins.OpenPin(pin);
            Assert.Equal(pin < Solenoids ? PinMode.Output : PinMode.Input, _pins.GetPinMode(pin));
        }
    }

    [Theory]
    [InlineData(0b0000_0000)]
    [InlineData(0b0000_0001)]
    [InlineData(0b1000_0000)]
    [InlineData(0b0101_1010)]
    public void Theirs_reads_the_outputs_that_ours_drives(int outputs)
    {
        Assert.True(_ours.TryDrive(outputs));

        Assert.Equal(outputs, ReadPins(0));
    }

    [Theory]
    [InlineData(0b0000_0000)]
    [InlineData(0b0000_0010)]
    [InlineData(0b1000_0000)]
    [InlineData(0b0101_1010)]
    public void Ours_reads_the_outputs_that_theirs_drives(int outputs)
    {
        PinValuePair[] pairs =
            [.. Enumerable.Range(0, Solenoids).Select(pin => new PinValuePair(pin, outputs >> pin & 1))];

        _pins.Write(pairs);

        Assert.True(_ours.TryReadOutputs(out int read));
        Assert.Equal(outputs, read);
        Assert.True(_ours.TryVerify(outputs));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Theirs_and_ours_read_the_same_open_door(int compartment)
    {
        _rig.Board.Doors[compartment - 1].Pull();
        _rig.Pass(100);

        Assert.True(_ours.TryReadSwitches(out int openDoors));

        Assert.Equal(1 << (compartment - 1), openDoors);
        Assert.Equal(openDoors, ReadPins(Solenoids));
    }

    [Fact]
    public void Theirs_opens_a_door_and_ours_sees_it()
    {
        _pins.OpenPin(3, PinMode.Output, PinValue.High);
        _rig.Board.Pins.TriggerSolenoidSupply();
        _rig.Pass(300);
        _pins.Write(3, PinValue.Low);
        _rig.Pass(100);

        Assert.True(_ours.TryReadSwitches(out int openDoors));

        Assert.Equal(0b0000_1000, openDoors);
        Assert.True(_ours.TryVerify(0));
    }

    [Fact]
    public void Ours_notices_that_theirs_turned_the_polarity_and_puts_it_right()
    {
        _theirs.WriteByte(Polarity0 + 1, 0xFF);
        bool isNoticed = !_ours.TryVerify(0);

        Assert.True(_ours.TryInitialize());

        Assert.True(isNoticed);
        Assert.Equal(0, _theirs.ReadByte(Polarity0 + 1));
    }

    [Fact]
    public void Ours_notices_that_theirs_made_a_solenoid_an_input_and_puts_it_right()
    {
        _pins.OpenPin(5, PinMode.Input);
        bool isNoticed = !_ours.TryVerify(0);

        Assert.True(_ours.TryDrive(0));

        Assert.True(isNoticed);
        Assert.Equal(PinMode.Output, _pins.GetPinMode(5));
    }

    private int ReadPins(int first)
    {
        PinValuePair[] pairs =
            [.. Enumerable.Range(first, Solenoids).Select(pin => new PinValuePair(pin, PinValue.Low))];
        _pins.Read(pairs);
        return pairs.Sum(pair => pair.PinValue == PinValue.High ? 1 << (pair.PinNumber - first) : 0);
    }
}
