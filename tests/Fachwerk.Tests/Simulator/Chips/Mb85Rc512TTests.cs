using Fachwerk.Simulator.Chips;
using Xunit;

namespace Fachwerk.Tests.Simulator.Chips;

// Fujitsu MB85RC512T data sheet: byte write, page write, current address read, random read, sequential read.
public sealed class Mb85Rc512TTests
{
    private readonly Mb85Rc512T _chip = new(new FramArray());

    [Fact]
    public void Takes_two_address_bytes_and_then_data_byte_by_byte()
    {
        Write(0x1234, 0xAA, 0xBB);

        Assert.Equal([0xAA, 0xBB, 0x00], Read(0x1234, 3));
    }

    [Fact]
    public void Wraps_from_the_last_cell_to_the_first()
    {
        Write(0xFFFF, 0x01, 0x02);

        Assert.Equal(0x01, _chip.Memory[0xFFFF]);
        Assert.Equal(0x02, _chip.Memory[0x0000]);
        Assert.Equal([0x01, 0x02], Read(0xFFFF, 2));
    }

    [Fact]
    public void Goes_on_reading_where_the_last_access_ended()
    {
        Write(0x0100, 0x01, 0x02, 0x03);
        Read(0x0100, 1);

        _chip.StartCondition(reading: true);

        Assert.Equal(0x02, _chip.Read());
    }

    [Fact]
    public void Keeps_its_cells_without_power()
    {
        Write(0x4000, 0x42);

        _chip.PowerUp();

        Assert.Equal([0x42], Read(0x4000, 1));
    }

    private void Write(int address, params byte[] values)
    {
        _chip.StartCondition(reading: false);
        _chip.Write((byte)(address >> 8));
        _chip.Write((byte)address);
        foreach (byte value in values)
            Assert.True(_chip.Write(value));
        _chip.StopCondition();
    }

    private byte[] Read(int address, int count)
    {
        Write(address);
        _chip.StartCondition(reading: true);
        byte[] values = new byte[count];
        for (int index = 0; index < count; index++)
            values[index] = _chip.Read();
        _chip.StopCondition();
        return values;
    }
}
