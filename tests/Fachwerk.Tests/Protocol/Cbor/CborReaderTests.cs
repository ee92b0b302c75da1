using Fachwerk.Protocol.Cbor;
using Xunit;

namespace Fachwerk.Tests.Protocol.Cbor;

public sealed class CborReaderTests
{
    // RFC 8949 §4.2.1: the shortest form.
    [Theory]
    [InlineData("1817")]
    [InlineData("190017")]
    [InlineData("1900ff")]
    [InlineData("1a0000ffff")]
    [InlineData("1b00000000ffffffff")]
    [InlineData("3817")]
    [InlineData("580100")]
    [InlineData("780161")]
    [InlineData("980100")]
    [InlineData("b8010000")]
    [InlineData("d80000")]
    public void Refuses_a_longer_form_than_needed(string hex)
    {
        CborReader reader = Reader(hex);

        Assert.False(reader.TrySkip());
        Assert.Equal(CborType.None, reader.Peek());
    }

    [Fact]
    public void Skips_the_deepest_nesting_and_refuses_one_more()
    {
        string deepest = string.Concat(Enumerable.Repeat("81", CborReader.DepthMax - 1)) + "00";

        Assert.True(Reader(deepest).TrySkip());
        Assert.False(Reader("81" + deepest).TrySkip());
        Assert.False(Reader("c1" + deepest).TrySkip());
    }

    [Theory]
    [InlineData("9affffffff")]
    [InlineData("9b7fffffffffffffff")]
    [InlineData("9bffffffffffffffff")]
    [InlineData("bb8000000000000001")]
    [InlineData("830102")]
    public void Refuses_counts_beyond_the_input(string hex)
    {
        CborReader reader = Reader(hex);

        Assert.False(reader.TrySkip());
        Assert.False(reader.TryReadArray(out int count) && count > 2);
    }

    // RFC 3629 §3 and §4: overlong forms, surrogates, beyond U+10FFFF, cut short, a continuation alone.
    [Theory]
    [InlineData("62c080")]
    [InlineData("62c1bf")]
    [InlineData("63e08080")]
    [InlineData("64f0808080")]
    [InlineData("63eda080")]
    [InlineData("64f4908080")]
    [InlineData("64f5808080")]
    [InlineData("61c3")]
    [InlineData("62e6b0")]
    [InlineData("6180")]
    [InlineData("62c341")]
    public void Refuses_text_that_is_not_utf_8(string hex)
    {
        Assert.False(Reader(hex).TryReadText(out _, out _));
        Assert.False(Reader(hex).TrySkip());
    }

    [Fact]
    public void Leaves_the_position_alone_when_the_item_is_of_another_kind()
    {
        CborReader reader = Reader("1864");

        Assert.False(reader.TryReadBytes(out _, out _));
        Assert.False(reader.TryReadArray(out _));
        Assert.False(reader.TryReadUnsigned(99, out _));
        Assert.True(reader.TryReadUnsigned(100, out ulong value));
        Assert.Equal(100ul, value);
    }

    [Fact]
    public void Does_not_see_beyond_its_range()
    {
        byte[] buffer = Hex.Bytes("ff 44 01020304 00");
        var reader = new CborReader();

        reader.Reset(buffer, 1, 4);
        Assert.False(reader.TryReadBytes(out _, out _));

        reader.Reset(buffer, 1, 5);
        Assert.True(reader.TryReadBytes(out int offset, out int count) && reader.AtEnd);
        Assert.Equal(2, offset);
        Assert.Equal(4, count);
    }

    [Fact]
    public void Never_throws_on_random_bytes()
    {
        int seed = TestSeed.Next();
        var random = new Random(seed);
        var reader = new CborReader();

        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(0, 48)];
            random.NextBytes(bytes);
            reader.Reset(bytes, 0, bytes.Length);
            Exception? thrown = Record.Exception(() => reader.TrySkip());
            Assert.True(thrown is null, $"seed {seed}, round {round}: {thrown}");
            Assert.InRange(reader.Position, 0, bytes.Length);
        }
    }

    private static CborReader Reader(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var reader = new CborReader();
        reader.Reset(bytes, 0, bytes.Length);
        return reader;
    }
}
