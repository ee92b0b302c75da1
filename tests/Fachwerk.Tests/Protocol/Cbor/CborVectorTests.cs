using System.Globalization;
using Fachwerk.Protocol.Cbor;
using Xunit;

namespace Fachwerk.Tests.Protocol.Cbor;

/// <summary>RFC 8949 appendix A (examples) and appendix F (not well-formed).</summary>
public sealed class CborVectorTests
{
    [Theory]
    [InlineData("00", "0")]
    [InlineData("01", "1")]
    [InlineData("0a", "10")]
    [InlineData("17", "23")]
    [InlineData("1818", "24")]
    [InlineData("1819", "25")]
    [InlineData("1864", "100")]
    [InlineData("1903e8", "1000")]
    [InlineData("1a000f4240", "1000000")]
    [InlineData("1b000000e8d4a51000", "1000000000000")]
    [InlineData("20", "-1")]
    [InlineData("29", "-10")]
    [InlineData("3863", "-100")]
    [InlineData("3903e7", "-1000")]
    public void Reads_and_writes_the_integers_of_appendix_A(string hex, string decoded)
    {
        long expected = long.Parse(decoded, CultureInfo.InvariantCulture);
        CborReader reader = Reader(hex);

        bool read = reader.TryReadInteger(out long value);

        Assert.True(read && reader.AtEnd);
        Assert.Equal(expected, value);
        Assert.Equal(hex, Written(writer => writer.WriteInteger(expected)));
    }

    [Fact]
    public void Reads_and_writes_the_largest_integer_of_appendix_A()
    {
        CborReader reader = Reader("1bffffffffffffffff");

        bool read = reader.TryReadUnsigned(ulong.MaxValue, out ulong value);

        Assert.True(read && reader.AtEnd);
        Assert.Equal(ulong.MaxValue, value);
        Assert.Equal("1bffffffffffffffff", Written(writer => writer.WriteUnsigned(ulong.MaxValue)));
    }

    [Fact]
    public void Refuses_integers_of_appendix_A_that_no_long_holds()
    {
        Assert.False(Reader("1bffffffffffffffff").TryReadInteger(out _));
        Assert.False(Reader("3bffffffffffffffff").TryReadInteger(out _));
        Assert.True(Skips("3bffffffffffffffff"));
    }

    [Theory]
    [InlineData("f4", false)]
    [InlineData("f5", true)]
    public void Reads_and_writes_the_booleans_of_appendix_A(string hex, bool expected)
    {
        bool read = Reader(hex).TryReadBoolean(out bool value);

        Assert.True(read);
        Assert.Equal(expected, value);
        Assert.Equal(hex, Written(writer => writer.WriteBoolean(expected)));
    }

    [Fact]
    public void Reads_and_writes_the_null_of_appendix_A()
    {
        Assert.True(Reader("f6").TryReadNull());
        Assert.False(Reader("f7").TryReadNull());
        Assert.Equal("f6", Written(writer => writer.WriteNull()));
    }

    [Theory]
    [InlineData("40", "")]
    [InlineData("4401020304", "01020304")]
    public void Reads_and_writes_the_byte_strings_of_appendix_A(string hex, string expected)
    {
        byte[] bytes = Hex.Bytes(expected);

        bool read = Reader(hex).TryReadBytes(out int offset, out int count);

        Assert.True(read);
        Assert.Equal(expected, Hex.Text(Hex.Bytes(hex), offset, count));
        Assert.Equal(hex, Written(writer => writer.WriteBytes(bytes, 0, bytes.Length)));
    }

    [Theory]
    [InlineData("60", "")]
    [InlineData("6161", "a")]
    [InlineData("6449455446", "IETF")]
    [InlineData("62225c", "\"\\")]
    [InlineData("62c3bc", "\u00fc")]
    [InlineData("63e6b0b4", "\u6c34")]
    [InlineData("64f0908591", "\ud800\udd51")]
    public void Reads_the_text_of_appendix_A(string hex, string expected)
    {
        bool read = Reader(hex).TryReadText(out int offset, out int count);

        Assert.True(read);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(Hex.Bytes(hex), offset, count));
    }

    [Fact]
    public void Writes_the_ascii_text_of_appendix_A() =>
        Assert.Equal("6449455446", Written(writer => writer.WriteAscii("IETF")));

    [Fact]
    public void Reads_and_writes_nested_arrays_of_appendix_A()
    {
        CborReader reader = Reader("8301820203820405");

        Assert.True(reader.TryReadArray(out int outer) && outer == 3 && reader.TryReadInteger(out _));
        Assert.True(reader.TryReadArray(out int inner) && inner == 2 && reader.TrySkip(2));
        Assert.True(reader.TryReadArray(out inner) && inner == 2 && reader.TrySkip(2));
        Assert.True(reader.AtEnd);
        Assert.Equal("98190102030405060708090a0b0c0d0e0f101112131415161718181819", Written(CountTo25));
    }

    [Fact]
    public void Writes_the_map_of_appendix_A() => Assert.Equal("a201020304", Written(writer =>
    {
        writer.WriteMap(2);
        for (int i = 1; i <= 4; i++) writer.WriteInteger(i);
    }));

    [Theory]
    [InlineData("f90000")]
    [InlineData("f98000")]
    [InlineData("f93c00")]
    [InlineData("fb3ff199999999999a")]
    [InlineData("f97bff")]
    [InlineData("fa47c35000")]
    [InlineData("fb7e37e43c8800759c")]
    [InlineData("f97c00")]
    [InlineData("fa7fc00000")]
    [InlineData("fbfff0000000000000")]
    [InlineData("f7")]
    [InlineData("f0")]
    [InlineData("f8ff")]
    [InlineData("c249010000000000000000")]
    [InlineData("c349010000000000000000")]
    [InlineData("c074323031332d30332d32315432303a30343a30305a")]
    [InlineData("c11a514b67b0")]
    [InlineData("c1fb41d452d9ec200000")]
    [InlineData("d74401020304")]
    [InlineData("d818456449455446")]
    [InlineData("d82076687474703a2f2f7777772e6578616d706c652e636f6d")]
    [InlineData("80")]
    [InlineData("83010203")]
    [InlineData("a0")]
    [InlineData("a201020304")]
    [InlineData("a26161016162820203")]
    [InlineData("826161a161626163")]
    [InlineData("a56161614161626142616361436164614461656145")]
    public void Skips_what_the_profile_does_not_read_of_appendix_A(string hex) => Assert.True(Skips(hex));

    [Theory]
    [InlineData("5f42010243030405ff")]
    [InlineData("7f657374726561646d696e67ff")]
    [InlineData("9fff")]
    [InlineData("9f018202039f0405ffff")]
    [InlineData("9f01820203820405ff")]
    [InlineData("83018202039f0405ff")]
    [InlineData("83019f0203ff820405")]
    [InlineData("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff")]
    [InlineData("bf61610161629f0203ffff")]
    [InlineData("826161bf61626163ff")]
    [InlineData("bf6346756ef563416d7421ff")]
    public void Refuses_the_indefinite_lengths_of_appendix_A(string hex) => AssertRefused(hex);

    // In the order of the appendix: end of input in a head; strings, arrays and maps cut short; a tag alone; strings,
    // arrays and maps without a break; syntax errors of subkinds 1 to 5.
    [Theory]
    [InlineData("18, 19, 1a, 1b, 19 01, 1a 01 02, 1b 01 02 03 04 05 06 07, 38, 58, 78, 98, 9a 01 ff 00, b8, d8, f8")]
    [InlineData("f9 00, fa 00 00, fb 00 00 00")]
    [InlineData("41, 61, 5a ff ff ff ff 00, 5b ff ff ff ff ff ff ff ff 01 02 03, 7a ff ff ff ff 00")]
    [InlineData("7b 7f ff ff ff ff ff ff ff 01 02 03")]
    [InlineData("81, 81 81 81 81 81 81 81 81 81, 82 00, a1, a2 01 02, a1 00, a2 00 00 00")]
    [InlineData("c0")]
    [InlineData("5f 41 00, 7f 61 00")]
    [InlineData("9f, 9f 01 02, bf, bf 01 02 01 02, 81 9f, 9f 80 00, 9f 9f 9f 9f 9f ff ff ff ff")]
    [InlineData("9f 81 9f 81 9f 9f ff ff ff")]
    [InlineData("1c, 1d, 1e, 3c, 3d, 3e, 5c, 5d, 5e, 7c, 7d, 7e, 9c, 9d, 9e, bc, bd, be, dc, dd, de, fc, fd, fe")]
    [InlineData("f8 00, f8 01, f8 18, f8 1f")]
    [InlineData("5f 00 ff, 5f 21 ff, 5f 61 00 ff, 5f 80 ff, 5f a0 ff, 5f c0 00 ff, 5f e0 ff, 7f 41 00 ff")]
    [InlineData("5f 5f 41 00 ff ff, 7f 7f 61 00 ff ff")]
    [InlineData("ff")]
    [InlineData("81 ff, 82 00 ff, a1 ff, a1 ff 00, a1 00 ff, a2 00 00 ff, 9f 81 ff, 9f 82 9f 81 9f 9f ff ff ff ff")]
    [InlineData("bf 00 ff, bf 00 00 00 ff")]
    [InlineData("1f, 3f, df")]
    public void Refuses_every_malformed_item_of_appendix_F(string items) =>
        Assert.All(items.Split(','), AssertRefused);

    private static void AssertRefused(string hex)
    {
        CborReader reader = Reader(hex);

        // Reading it as an array of the right length gets no further than skipping it.
        Assert.False(reader.TrySkip(), hex);
        Assert.Equal(0, reader.Position);
        Assert.False(reader.TryReadInteger(out _) || reader.TryReadUnsigned(ulong.MaxValue, out _), hex);
        Assert.False(reader.TryReadBytes(out _, out _) || reader.TryReadText(out _, out _), hex);
        Assert.False(reader.TryReadBoolean(out _) || reader.TryReadNull(), hex);
        Assert.False(reader.TryReadArray(out int items) && reader.TrySkip(items), hex);
    }

    private static bool Skips(string hex)
    {
        CborReader reader = Reader(hex);
        return reader.TrySkip() && reader.AtEnd;
    }

    private static void CountTo25(CborWriter writer)
    {
        writer.WriteArray(25);
        for (int i = 1; i <= 25; i++) writer.WriteInteger(i);
    }

    private static CborReader Reader(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var reader = new CborReader();
        reader.Reset(bytes, 0, bytes.Length);
        return reader;
    }

    private static string Written(Action<CborWriter> write)
    {
        byte[] buffer = new byte[64];
        var writer = new CborWriter();
        writer.Reset(buffer, 0, buffer.Length);
        write(writer);
        Assert.False(writer.Overflowed);
        return Hex.Text(buffer, 0, writer.Count);
    }
}
