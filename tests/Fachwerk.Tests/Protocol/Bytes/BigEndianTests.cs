using Fachwerk.Protocol.Bytes;
using Xunit;

namespace Fachwerk.Tests.Protocol.Bytes;

public sealed class BigEndianTests
{
    [Fact]
    public void Writes_the_most_significant_byte_first()
    {
        byte[] buffer = new byte[14];

        BigEndian.WriteUInt16(buffer, 0, 0x0102);
        BigEndian.WriteUInt32(buffer, 2, 0x83040506);
        BigEndian.WriteUInt64(buffer, 6, 0xF708090A0B0C0D0E);

        Assert.Equal("010283040506f708090a0b0c0d0e", Hex.Text(buffer));
    }

    [Fact]
    public void Reads_what_it_wrote()
    {
        byte[] buffer = Hex.Bytes("ff02 83040506 f708090a0b0c0d0e");

        Assert.Equal(0xFF02, BigEndian.ReadUInt16(buffer, 0));
        Assert.Equal(0x83040506u, BigEndian.ReadUInt32(buffer, 2));
        Assert.Equal(0xF708090A0B0C0D0Eul, BigEndian.ReadUInt64(buffer, 6));
    }

    [Theory]
    [InlineData("00112233", "00112233", true)]
    [InlineData("00112233", "80112233", false)]
    [InlineData("00112233", "00112232", false)]
    [InlineData("", "", true)]
    public void Compares_secrets_over_their_whole_length(string left, string right, bool equal)
    {
        byte[] leftBytes = Hex.Bytes(left);

        Assert.Equal(equal, FixedTime.AreEqual(leftBytes, 0, Hex.Bytes(right), 0, leftBytes.Length));
        Assert.Equal(equal, ByteRange.AreEqual(leftBytes, 0, Hex.Bytes(right), 0, leftBytes.Length));
    }
}
