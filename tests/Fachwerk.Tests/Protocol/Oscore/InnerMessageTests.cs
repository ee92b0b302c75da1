using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Xunit;

namespace Fachwerk.Tests.Protocol.Oscore;

public sealed class InnerMessageTests
{
    // Worked out by hand from RFC 7252 §3.1: code, option heads (delta, length), values, marker, payload.
    [Fact]
    public void Writes_and_reads_a_check_in_request()
    {
        var message = new InnerMessage();
        message.Begin(CoapCode.Post);
        message.Resource = 'c';

        AssertRoundTrip(message, "80", "02 b163 ff 80");
    }

    [Fact]
    public void Writes_and_reads_a_table_request_with_version_and_block()
    {
        var message = new InnerMessage();
        message.Begin(CoapCode.Get);
        message.Resource = 't';
        message.Since = 4_294_967_295;
        message.Block2 = BlockValue.Encode(1, false, BlockValue.LargestExponent);

        AssertRoundTrip(message, "", "01 b174 4d03 73696e63653d34323934393637323935 8116");
    }

    [Fact]
    public void Writes_and_reads_an_answer_with_etag_and_block()
    {
        var message = new InnerMessage();
        message.Begin(CoapCode.Content);
        message.SetETag(0x01000007);
        message.Block2 = BlockValue.Encode(0, true, BlockValue.LargestExponent);

        AssertRoundTrip(message, "850000", "45 4401000007 d1060e ff 850000");
    }

    [Fact]
    public void Writes_and_reads_an_echo()
    {
        var message = new InnerMessage();
        message.Begin(CoapCode.Unauthorized);
        message.EchoCount = 2;
        message.Echo[0] = 0xAB;
        message.Echo[1] = 0xCD;

        // RFC 9175 §2.2.1: option 252 = delta 13 + 239.
        AssertRoundTrip(message, "", "81 d2ef abcd");
    }

    // Critical options that the profile does not know, a repeated one, malformed ones, reserved block sizes, a query
    // that is not a version, codes of no class.
    [Theory]
    [InlineData("01 1101", WireError.Option)]
    [InlineData("01 b174 60", WireError.Option)]
    [InlineData("02 b163 d10310", WireError.Option)]
    [InlineData("01 d10a06 0106", WireError.Option)]
    [InlineData("01 d10a07", WireError.Option)]
    [InlineData("01 d40a00000006", WireError.Option)]
    [InlineData("01 d602 73696e63653d", WireError.Option)]
    [InlineData("01 d702 73696e63653d41", WireError.Option)]
    [InlineData("01 da02 73696e6365303030303030", WireError.Option)]
    [InlineData("01 dd0204 73696e63653d34323934393637323936 30", WireError.Option)]
    [InlineData("01 f0", WireError.Option)]
    [InlineData("01 ff", WireError.Option)]
    [InlineData("", WireError.Length)]
    [InlineData("00", WireError.Header)]
    [InlineData("20", WireError.Header)]
    [InlineData("60", WireError.Header)]
    [InlineData("e0", WireError.Header)]
    public void Refuses_what_it_does_not_know(string hex, WireError expected)
    {
        byte[] bytes = Hex.Bytes(hex);

        Assert.Equal(expected, new InnerMessage().TryRead(bytes, 0, bytes.Length));
    }

    // Observe (6), Max-Age (14), an unknown elective one (12 = Content-Format), an Echo of 41 bytes.
    [Theory]
    [InlineData("02 60")]
    [InlineData("02 c13c")]
    [InlineData("02 e1fef1 00")]
    [InlineData("02 ddef1c 0000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Ignores_elective_options_it_does_not_know(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var message = new InnerMessage();

        Assert.Equal(WireError.None, message.TryRead(bytes, 0, bytes.Length));
        Assert.Equal(0, message.EchoCount);
    }

    // A longer segment, a second segment, an empty one.
    [Theory]
    [InlineData("02 b26363")]
    [InlineData("02 b163 0163")]
    [InlineData("02 b0")]
    public void Knows_no_resource_behind_another_path(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var message = new InnerMessage();

        Assert.Equal(WireError.None, message.TryRead(bytes, 0, bytes.Length));
        Assert.Equal(0, message.Resource);
    }

    [Fact]
    public void Forgets_the_message_before()
    {
        var message = new InnerMessage();
        byte[] full = Hex.Bytes("45 4401000007 d1060e ff 850000");
        byte[] bare = Hex.Bytes("44");

        message.TryRead(full, 0, full.Length);
        message.TryRead(bare, 0, bare.Length);

        Assert.Equal(0, message.ETagCount);
        Assert.Equal(InnerMessage.NoBlock, message.Block2);
        Assert.Equal(0, message.PayloadCount);
    }

    private static void AssertRoundTrip(InnerMessage message, string body, string expected)
    {
        byte[] bodyBytes = Hex.Bytes(body);
        byte[] buffer = new byte[128];
        var read = new InnerMessage();

        int count = message.Write(bodyBytes, 0, bodyBytes.Length, buffer, 0, buffer.Length);
        WireError error = read.TryRead(buffer, 0, count);

        Assert.Equal(Hex.Text(Hex.Bytes(expected)), Hex.Text(buffer, 0, count));
        Assert.Equal(WireError.None, error);
        Assert.Equal(message.Code, read.Code);
        Assert.Equal(message.Resource, read.Resource);
        Assert.Equal(message.Since, read.Since);
        Assert.Equal(message.Block2, read.Block2);
        Assert.Equal(Hex.Text(message.ETag, 0, message.ETagCount), Hex.Text(read.ETag, 0, read.ETagCount));
        Assert.Equal(Hex.Text(message.Echo, 0, message.EchoCount), Hex.Text(read.Echo, 0, read.EchoCount));
        Assert.Equal(Hex.Text(bodyBytes), Hex.Text(buffer, read.PayloadOffset, read.PayloadCount));
        Assert.Equal(0, message.Write(bodyBytes, 0, bodyBytes.Length, buffer, 0, count - 1));
    }
}
