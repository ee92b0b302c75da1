using Fachwerk.Protocol.Cbor;
using Xunit;

namespace Fachwerk.Tests.Protocol.Cbor;

public sealed class CborWriterTests
{
    // RFC 8949 §3: the argument grows where 0, 1, 2, 4 and 8 bytes no longer hold it.
    [Theory]
    [InlineData(23ul, "17")]
    [InlineData(24ul, "1818")]
    [InlineData(255ul, "18ff")]
    [InlineData(256ul, "190100")]
    [InlineData(65_535ul, "19ffff")]
    [InlineData(65_536ul, "1a00010000")]
    [InlineData(4_294_967_295ul, "1affffffff")]
    [InlineData(4_294_967_296ul, "1b0000000100000000")]
    public void Writes_the_shortest_form(ulong value, string expected)
    {
        byte[] buffer = new byte[9];
        var writer = new CborWriter();
        writer.Reset(buffer, 0, buffer.Length);

        writer.WriteUnsigned(value);

        Assert.Equal(expected, Hex.Text(buffer, 0, writer.Count));
    }

    [Fact]
    public void Writes_the_lowest_integer()
    {
        byte[] buffer = new byte[9];
        var writer = new CborWriter();
        writer.Reset(buffer, 0, buffer.Length);

        writer.WriteInteger(long.MinValue);

        Assert.Equal("3b7fffffffffffffff", Hex.Text(buffer));
    }

    [Fact]
    public void Writes_nothing_beyond_its_range_and_says_so()
    {
        byte[] buffer = new byte[8];
        var writer = new CborWriter();
        writer.Reset(buffer, 2, 3);

        writer.WriteUnsigned(1);
        writer.WriteBytes([1, 2, 3], 0, 3);
        writer.WriteUnsigned(1);

        Assert.True(writer.Overflowed);
        Assert.Equal("00000143 00000000".Replace(" ", "", StringComparison.Ordinal), Hex.Text(buffer));
    }
}
