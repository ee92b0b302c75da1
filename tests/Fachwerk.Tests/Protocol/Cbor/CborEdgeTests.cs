using Fachwerk.Protocol.Cbor;
using Xunit;

namespace Fachwerk.Tests.Protocol.Cbor;

/// <summary>The edges of each item, and that what is refused leaves the position alone.</summary>
public sealed class CborEdgeTests
{
    // RFC 8949 §3.3: two-byte simple values begin at 32; one-byte ones are single bytes; no other is a boolean or null.
    [Theory]
    [InlineData("f4", true, false)]
    [InlineData("f5", true, true)]
    [InlineData("f6", false, false)]
    [InlineData("f3", false, false)]
    [InlineData("14", false, false)]
    [InlineData("f814", false, false)]
    [InlineData("f90014", false, false)]
    [InlineData("", false, false)]
    public void Reads_booleans_and_nothing_like_them(string hex, bool isBoolean, bool expected)
    {
        CborReader reader = Reader(hex);

        Assert.Equal(isBoolean, reader.TryReadBoolean(out bool value));
        Assert.Equal((expected, isBoolean ? 1 : 0), (value, reader.Position));
    }

    [Theory]
    [InlineData("f6", true)]
    [InlineData("f5", false)]
    [InlineData("f7", false)]
    [InlineData("16", false)]
    [InlineData("f90016", false)]
    [InlineData("", false)]
    public void Reads_null_and_nothing_like_it(string hex, bool isNull)
    {
        CborReader reader = Reader(hex);

        Assert.Equal(isNull, reader.TryReadNull());
        Assert.Equal(isNull ? 1 : 0, reader.Position);
    }

    // RFC 8949 §3.3: f8 20 is the first two-byte simple value; the float widths are valid whatever their bits.
    [Theory]
    [InlineData("f81f", false)]
    [InlineData("f820", true)]
    [InlineData("f8ff", true)]
    [InlineData("f90000", true)]
    [InlineData("fa00000000", true)]
    [InlineData("fb0000000000000000", true)]
    [InlineData("fb00000000000000", false)]
    [InlineData("fc", false)]
    [InlineData("ff", false)]
    public void Skips_simple_values_and_floats(string hex, bool skips) => Assert.Equal(skips, Reader(hex).TrySkip());

    [Theory]
    [InlineData("00", 0L)]
    [InlineData("20", -1L)]
    [InlineData("1b7fffffffffffffff", long.MaxValue)]
    [InlineData("3b7fffffffffffffff", long.MinValue)]
    [InlineData("1b8000000000000000", null)]
    [InlineData("3b8000000000000000", null)]
    [InlineData("40", null)]
    [InlineData("f4", null)]
    public void Reads_integers_of_64_bits(string hex, long? expected)
    {
        CborReader reader = Reader(hex);

        Assert.Equal(expected is not null, reader.TryReadInteger(out long value));
        Assert.Equal(expected ?? 0, value);
        Assert.Equal(expected is not null, reader.AtEnd);
    }

    [Theory]
    [InlineData("1affffffff", true)]
    [InlineData("1b0000000100000000", false)]
    [InlineData("20", false)]
    public void Reads_unsigned_values_up_to_32_bits(string hex, bool fits)
    {
        Assert.Equal(fits, Reader(hex).TryReadUInt32(out uint value));
        Assert.Equal(fits ? uint.MaxValue : 0, value);
    }

    [Theory]
    [InlineData("1863", 99)]
    [InlineData("1864", null)]
    [InlineData("00", 0)]
    public void Reads_numbers_up_to_a_limit(string hex, int? expected)
    {
        Assert.Equal(expected is not null, Reader(hex).TryReadNumber(99, out int value));
        Assert.Equal(expected ?? 0, value);
    }

    // A string ends where the input does; one byte less is refused, and both kinds are told apart.
    [Theory]
    [InlineData("43010203", true, false)]
    [InlineData("430102", false, false)]
    [InlineData("63616263", false, true)]
    [InlineData("636162", false, false)]
    [InlineData("40", true, false)]
    [InlineData("60", false, true)]
    public void Reads_strings_that_are_whole(string hex, bool isBytes, bool isText)
    {
        Assert.Equal(isBytes, Reader(hex).TryReadBytes(out int offset, out int count));
        Assert.Equal(isBytes ? (1, hex.Length / 2 - 1) : (0, 0), (offset, count));
        Assert.Equal(isText, Reader(hex).TryReadText(out offset, out count));
        Assert.Equal(isText ? (1, hex.Length / 2 - 1) : (0, 0), (offset, count));
        Assert.Equal(isBytes || isText, Reader(hex).TrySkip());
    }

    // Each item takes a byte at least, a pair two.
    [Theory]
    [InlineData("820000", 2)]
    [InlineData("830000", null)]
    [InlineData("80", 0)]
    [InlineData("a10000", null)]
    public void Reads_arrays_that_could_be_whole(string hex, int? expected)
    {
        CborReader reader = Reader(hex);

        Assert.Equal(expected is not null, reader.TryReadArray(out int count));
        Assert.Equal((expected ?? 0, expected is null ? 0 : 1), (count, reader.Position));
    }

    [Theory]
    [InlineData("a10000", true)]
    [InlineData("a100", false)]
    [InlineData("a20000", false)]
    [InlineData("a200000000", true)]
    [InlineData("a0", true)]
    [InlineData("c100", true)]
    [InlineData("c1", false)]
    [InlineData("8100", true)]
    [InlineData("81ff", false)]
    [InlineData("8261ff00", false)]
    public void Skips_what_is_whole(string hex, bool skips)
    {
        CborReader reader = Reader(hex);

        Assert.Equal(skips, reader.TrySkip());
        Assert.Equal(skips ? hex.Length / 2 : 0, reader.Position);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    [InlineData(4, null)]
    public void Skips_several_items_or_none(int items, int? position)
    {
        CborReader reader = Reader("4101 02 03");

        Assert.Equal(position is not null, reader.TrySkip(items));
        Assert.Equal(position ?? 0, reader.Position);
    }

    // RFC 3629 §4, the first and the last of each row of its grammar.
    [Theory]
    [InlineData("7f", true)]
    [InlineData("c280", true)]
    [InlineData("dfbf", true)]
    [InlineData("e0a080", true)]
    [InlineData("e09f80", false)]
    [InlineData("e18080", true)]
    [InlineData("ecbfbf", true)]
    [InlineData("ed9fbf", true)]
    [InlineData("eda080", false)]
    [InlineData("ee8080", true)]
    [InlineData("efbfbf", true)]
    [InlineData("f0908080", true)]
    [InlineData("f08f8080", false)]
    [InlineData("f1808080", true)]
    [InlineData("f3bfbfbf", true)]
    [InlineData("f48fbfbf", true)]
    [InlineData("f4908080", false)]
    [InlineData("f5808080", false)]
    [InlineData("c27f", false)]
    [InlineData("c2c0", false)]
    [InlineData("e1807f", false)]
    [InlineData("e180c0", false)]
    [InlineData("f180807f", false)]
    [InlineData("f180c080", false)]
    [InlineData("e180", false)]
    [InlineData("f18080", false)]
    [InlineData("41c28042", true)]
    [InlineData("41c242", false)]
    public void Knows_utf_8_by_its_grammar(string hex, bool isValid)
    {
        byte[] bytes = Hex.Bytes("ff" + hex + "80");

        Assert.Equal(isValid, Utf8.IsValid(bytes, 1, bytes.Length - 2));
    }

    [Fact]
    public void Writes_each_kind_to_the_last_byte_of_its_range_and_not_one_further()
    {
        const string all = "6161 a1 f4 f5 f6 38ff 1a00010000 41aa";
        int room = Hex.Bytes(all).Length;
        byte[] buffer = new byte[room + 1];

        Assert.Equal(Hex.Text(Hex.Bytes(all)) + "00", Hex.Text(Written(buffer, room, out bool overflowed)));
        Assert.False(overflowed);
        for (int less = 0; less < room; less++)
        {
            byte[] written = Written(new byte[room + 1], less, out overflowed);
            Assert.True(overflowed);
            Assert.All(written[less..], value => Assert.Equal(0, value));
        }
    }

    private static byte[] Written(byte[] buffer, int room, out bool overflowed)
    {
        var writer = new CborWriter();
        writer.Reset(buffer, 0, room);
        writer.WriteAscii("a");
        writer.WriteMap(1);
        writer.WriteBoolean(false);
        writer.WriteBoolean(true);
        writer.WriteNull();
        writer.WriteInteger(-256);
        writer.WriteUnsigned(65_536);
        writer.WriteBytes([0xAA], 0, 1);
        overflowed = writer.Overflowed;
        return buffer;
    }

    private static CborReader Reader(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var reader = new CborReader();
        reader.Reset(bytes, 0, bytes.Length);
        return reader;
    }
}
