using Fachwerk.Firmware.Chips;
using Xunit;

namespace Fachwerk.Tests.Firmware.OutsideDrivers;

/// <summary>Our FRAM and the bare I2cDevice on one chip: the library has no driver of its own for it.</summary>
public sealed class FramTests : IDisposable
{
    private readonly OutsideRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(0, 0x0000, 1)]
    [InlineData(0, 0x1234, 300)]
    [InlineData(1, 0xFF80, 128)]
    public void Theirs_reads_what_ours_wrote(int chip, int address, int count)
    {
        Assert.True(Ours(chip).TryWrite(address, Pattern(count), 0, count));

        byte[] read = new byte[count];
        _rig.MainDevice(Fram.FirstAddress + chip).WriteRead([(byte)(address >> 8), (byte)address], read);

        Assert.Equal(Pattern(count), read);
    }

    [Theory]
    [InlineData(0, 0x0000, 1)]
    [InlineData(0, 0x1234, 300)]
    [InlineData(1, 0xFF80, 128)]
    public void Ours_reads_what_theirs_wrote(int chip, int address, int count)
    {
        _rig.MainDevice(Fram.FirstAddress + chip).Write([(byte)(address >> 8), (byte)address, .. Pattern(count)]);

        byte[] read = new byte[count];
        Assert.True(Ours(chip).TryRead(address, read, 0, count));

        Assert.Equal(Pattern(count), read);
    }

    [Fact]
    public void Ours_reads_where_theirs_wrapped_at_the_end_of_the_chip()
    {
        _rig.MainDevice(Fram.FirstAddress).Write([0xFF, 0xFF, 0xA1, 0xA2]);

        byte[] read = new byte[2];
        Assert.True(Ours(0).TryRead(0xFFFF, read, 0, 1));
        Assert.True(Ours(0).TryRead(0, read, 1, 1));

        Assert.Equal([0xA1, 0xA2], read);
    }

    [Fact]
    public void Theirs_on_one_chip_leaves_what_ours_wrote_to_the_other()
    {
        Assert.True(Ours(0).TryWrite(7, [0x11], 0, 1));
        _rig.MainDevice(Fram.FirstAddress + 1).Write([0, 7, 0x22]);

        byte[] read = new byte[1];
        _rig.MainDevice(Fram.FirstAddress).WriteRead([0, 7], read);

        Assert.Equal(0x11, read[0]);
    }

    private Fram Ours(int chip) => new(_rig.Main, Fram.FirstAddress + chip);

    private static byte[] Pattern(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7 + 3))];
}
