using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Simulator.Chips;

// NXP PCA9555, section 6.2 "Registers", tables 4 to 12.
public sealed class Pca9555Tests
{
    private readonly Wires _wires = new();
    private readonly Pca9555 _chip;

    public Pca9555Tests()
    {
        _chip = new Pca9555(_wires);
    }

    [Fact]
    public void Comes_up_with_all_pins_as_inputs_and_all_latches_high()
    {
        Assert.Equal([0xFF, 0xFF], Read(command: 2, count: 2)); // Tables 7 and 8.
        Assert.Equal([0x00, 0x00], Read(command: 4, count: 2)); // Tables 9 and 10.
        Assert.Equal([0xFF, 0xFF], Read(command: 6, count: 2)); // Tables 11 and 12.
        Assert.Equal(0, _chip.DrivenHigh(0));
    }

    [Fact]
    public void Drives_its_latches_high_the_moment_a_port_becomes_an_output()
    {
        Write(6, 0x00);

        Assert.Equal(0xFF, _chip.DrivenHigh(0));
    }

    [Fact]
    public void Takes_the_two_registers_of_a_pair_in_turn_when_written()
    {
        Write(2, 0x12, 0x34, 0x56);

        Assert.Equal([0x56, 0x34], Read(command: 2, count: 2));
    }

    [Fact]
    public void Gives_the_two_registers_of_a_pair_in_turn_when_read()
    {
        _wires.Levels[0] = 0xA5;
        _wires.Levels[1] = 0x3C;

        Assert.Equal([0x3C, 0xA5, 0x3C], Read(command: 1, count: 3));
    }

    [Fact]
    public void Inverts_inputs_where_polarity_is_one()
    {
        _wires.Levels[1] = 0x0F;

        Write(5, 0xFF);

        Assert.Equal([0xF0], Read(command: 1, count: 1));
    }

    [Fact]
    public void Ignores_writes_to_the_input_registers_but_acknowledges_them()
    {
        _wires.Levels[0] = 0x55;

        Write(0, 0xFF);

        Assert.Equal([0x55], Read(command: 0, count: 1));
    }

    [Fact]
    public void Shows_the_driven_level_of_an_output_in_the_input_register()
    {
        _wires.Levels[0] = 0xFF;

        Write(2, 0x01);
        Write(6, 0xFC);

        Assert.Equal([0xFD], Read(command: 0, count: 1));
    }

    [Fact]
    public void Forgets_everything_when_the_power_goes()
    {
        Write(2, 0x00);
        Write(6, 0x00);

        _chip.PowerUp();

        Assert.Equal([0xFF, 0xFF], Read(command: 2, count: 2));
        Assert.Equal([0xFF, 0xFF], Read(command: 6, count: 2));
    }

    private void Write(byte command, params byte[] values)
    {
        _chip.StartCondition(reading: false);
        Assert.True(_chip.Write(command));
        foreach (byte value in values)
            Assert.True(_chip.Write(value));
        _chip.StopCondition();
    }

    private byte[] Read(byte command, int count)
    {
        _chip.StartCondition(reading: false);
        _chip.Write(command);
        _chip.StartCondition(reading: true);
        byte[] values = new byte[count];
        for (int index = 0; index < count; index++)
            values[index] = _chip.Read();
        _chip.StopCondition();
        return values;
    }

    private sealed class Wires : IExpanderWiring
    {
        public byte[] Levels { get; } = new byte[2];

        public byte ReadLevels(int port) => Levels[port];

        public void OutputsChanged(int port)
        {
        }
    }
}
