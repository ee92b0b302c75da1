using System.Text;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Xunit;

namespace Fachwerk.Tests.Protocol.Coap;

public sealed class CoapCodecTests
{
    // RFC 7252 appendix A, figures 16 and 17: GET coap://server/temperature, without and with a token.
    [Theory]
    [InlineData(0x7d34, "", "40017d34 bb74656d7065726174757265")]
    [InlineData(0x7d35, "20", "41017d35 20 bb74656d7065726174757265")]
    public void Writes_the_requests_of_rfc_7252_appendix_A(int messageId, string token, string expected)
    {
        byte[] tokenBytes = Hex.Bytes(token);
        byte[] buffer = new byte[64];
        var writer = new CoapWriter();
        writer.Reset(buffer, 0, buffer.Length);

        writer.WriteHeader(CoapType.Confirmable, CoapCode.Get, messageId, tokenBytes, tokenBytes.Length);
        writer.WriteAsciiOption(CoapOption.UriPath, "temperature");

        Assert.Equal(Hex.Text(Hex.Bytes(expected)), Hex.Text(buffer, 0, writer.Count));
    }

    [Theory]
    [InlineData(0x7d34, "", "60457d34 ff 32322e332043")]
    [InlineData(0x7d35, "20", "61457d35 20 ff 32322e332043")]
    public void Reads_the_answers_of_rfc_7252_appendix_A(int messageId, string token, string datagram)
    {
        byte[] bytes = Hex.Bytes(datagram);
        var header = new CoapHeader();
        var options = new CoapOptionReader();

        WireError error = header.TryRead(bytes, 0, bytes.Length);
        options.Reset(bytes, header.Count, bytes.Length - header.Count);

        Assert.Equal(WireError.None, error);
        Assert.Equal(CoapType.Acknowledgement, header.Type);
        Assert.Equal(CoapCode.Content, header.Code);
        Assert.Equal(messageId, header.MessageId);
        Assert.Equal(token, Hex.Text(header.Token, 0, header.TokenCount));
        Assert.False(options.TryNext() || options.Failed);
        Assert.Equal("22.3 C", Encoding.ASCII.GetString(bytes, options.PayloadOffset, options.PayloadCount));
    }

    // RFC 7252 §3.1: 12 is the last in the nibble, 13 and 268 one byte, 269 and 65,535 two.
    [Theory]
    [InlineData(12, "c0")]
    [InlineData(13, "d000")]
    [InlineData(268, "d0ff")]
    [InlineData(269, "e00000")]
    [InlineData(65_535, "e0fef2")]
    public void Codes_option_deltas_in_their_three_forms(int number, string expected)
    {
        byte[] buffer = new byte[8];
        var writer = new CoapWriter();
        writer.Reset(buffer, 0, buffer.Length);
        writer.WriteOption(number, [], 0, 0);
        CoapOptionReader reader = Options(expected);

        Assert.Equal(expected, Hex.Text(buffer, 0, writer.Count));
        Assert.True(reader.TryNext());
        Assert.Equal(number, reader.Number);
        Assert.False(reader.TryNext() || reader.Failed);
    }

    [Theory]
    [InlineData(12, "1c")]
    [InlineData(13, "1d00")]
    [InlineData(268, "1dff")]
    [InlineData(269, "1e0000")]
    [InlineData(1_000, "1e02db")]
    public void Codes_option_lengths_in_their_three_forms(int length, string head)
    {
        byte[] value = new byte[length];
        byte[] buffer = new byte[length + 3];
        var writer = new CoapWriter();
        writer.Reset(buffer, 0, buffer.Length);
        writer.WriteOption(1, value, 0, length);
        CoapOptionReader reader = Options(Hex.Text(buffer, 0, writer.Count));

        Assert.StartsWith(head, Hex.Text(buffer), StringComparison.Ordinal);
        Assert.True(reader.TryNext());
        Assert.Equal(length, reader.ValueCount);
        Assert.False(reader.TryNext() || reader.Failed);
    }

    // RFC 7252 §3.2: no leading zero bytes, 0 is empty.
    [Theory]
    [InlineData(0u, "c0")]
    [InlineData(1u, "c101")]
    [InlineData(256u, "c20100")]
    [InlineData(65_536u, "c3010000")]
    [InlineData(uint.MaxValue, "c4ffffffff")]
    public void Codes_unsigned_values_without_leading_zeros(uint value, string expected)
    {
        byte[] buffer = new byte[8];
        var writer = new CoapWriter();
        writer.Reset(buffer, 0, buffer.Length);
        writer.WriteUnsignedOption(12, value);
        CoapOptionReader reader = Options(expected);

        Assert.Equal(expected, Hex.Text(buffer, 0, writer.Count));
        Assert.True(reader.TryNext() && reader.TryReadUnsigned(4, out uint read) && read == value);
    }

    // RFC 7252 §3 and §3.1: reserved nibbles, values and extensions cut short, a marker without a payload.
    [Theory]
    [InlineData("f0")]
    [InlineData("0f")]
    [InlineData("1f00")]
    [InlineData("d0")]
    [InlineData("e000")]
    [InlineData("0d")]
    [InlineData("12 00")]
    [InlineData("ff")]
    [InlineData("e0ffff e0ffff")]
    public void Refuses_malformed_options(string hex)
    {
        CoapOptionReader reader = Options(hex);

        while (reader.TryNext()) Assert.InRange(reader.ValueCount, 0, 2);

        Assert.True(reader.Failed);
    }

    // RFC 7252 §3 and §4.1: too short, another version, token length 9 to 15, token cut short, empty with more behind
    // it.
    [Theory]
    [InlineData("", WireError.Length)]
    [InlineData("400100", WireError.Length)]
    [InlineData("00017d34", WireError.Version)]
    [InlineData("80017d34", WireError.Version)]
    [InlineData("49017d34 000000000000000000", WireError.Header)]
    [InlineData("4f017d34 000000000000000000000000000000", WireError.Header)]
    [InlineData("42017d34 00", WireError.Length)]
    [InlineData("40007d34 00", WireError.Header)]
    [InlineData("41007d34 00", WireError.Header)]
    [InlineData("70007d34", WireError.None)]
    public void Refuses_malformed_headers(string hex, WireError expected)
    {
        byte[] bytes = Hex.Bytes(hex);

        Assert.Equal(expected, new CoapHeader().TryRead(bytes, 0, bytes.Length));
    }

    // RFC 7252 §5.4.6: the lowest bit.
    [Theory]
    [InlineData(CoapOption.IfMatch, true)]
    [InlineData(CoapOption.UriPath, true)]
    [InlineData(CoapOption.Block2, true)]
    [InlineData(CoapOption.ETag, false)]
    [InlineData(CoapOption.Echo, false)]
    public void Tells_critical_options_from_elective_ones(int number, bool critical) =>
        Assert.Equal(critical, CoapOption.IsCritical(number));

    // RFC 7959 §2.2 and §3.1, figures 2 to 4: NUM/M/size as the figures write them.
    [Theory]
    [InlineData(0, true, 128, 0x0bu)]
    [InlineData(1, true, 128, 0x1bu)]
    [InlineData(2, false, 128, 0x23u)]
    [InlineData(0, false, 64, 0x02u)]
    [InlineData(5, false, 64, 0x52u)]
    [InlineData(0, false, 16, 0x00u)]
    [InlineData(BlockValue.NumberMax, true, 1024, 0xfffffeu)]
    public void Codes_the_block_values_of_rfc_7959(int number, bool more, int sizeBytes, uint expected)
    {
        int exponent = System.Numerics.BitOperations.Log2((uint)sizeBytes) - 4;

        uint value = BlockValue.Encode(number, more, exponent);

        Assert.Equal(expected, value);
        Assert.True(BlockValue.IsValid(value));
        Assert.Equal(number, BlockValue.Number(value));
        Assert.Equal(more, BlockValue.More(value));
        Assert.Equal(sizeBytes, BlockValue.SizeBytes(BlockValue.SizeExponent(value)));
    }

    // RFC 7959 §2.2: exponent 7 is reserved; a value has at most 3 bytes.
    [Theory]
    [InlineData(0x07u)]
    [InlineData(0x1000000u)]
    public void Refuses_reserved_block_values(uint value) => Assert.False(BlockValue.IsValid(value));

    private static CoapOptionReader Options(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var reader = new CoapOptionReader();
        reader.Reset(bytes, 0, bytes.Length);
        return reader;
    }
}
