using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Xunit;

namespace Fachwerk.Tests.Protocol.Oscore;

/// <summary>RFC 8613 appendix C, all of it.</summary>
public sealed class OscoreVectorTests
{
    private const string Secret = "0102030405060708090a0b0c0d0e0f10";
    private const string Salt = "9e7ca92223786340";
    private const string IdContext = "37cbf3210017a2d3";
    private const string Tv1 = "01b3747631";
    private const string HelloWorld = "45ff48656c6c6f20576f726c6421";

    [Theory]
    [InlineData(
        "C.1.1", Salt, "", "01", null,
        "f0910ed7295e6ad4b54fc793154302ff", "ffb14e093c94c9cac9471648b4f98710", "4622d4dd6d944168eefb54987c")]
    [InlineData(
        "C.1.2", Salt, "01", "", null,
        "ffb14e093c94c9cac9471648b4f98710", "f0910ed7295e6ad4b54fc793154302ff", "4622d4dd6d944168eefb54987c")]
    [InlineData(
        "C.2.1", "", "00", "01", null,
        "321b26943253c7ffb6003b0b64d74041", "e57b5635815177cd679ab4bcec9d7dda", "be35ae297d2dace910c52e99f9")]
    [InlineData(
        "C.2.2", "", "01", "00", null,
        "e57b5635815177cd679ab4bcec9d7dda", "321b26943253c7ffb6003b0b64d74041", "be35ae297d2dace910c52e99f9")]
    [InlineData(
        "C.3.1", Salt, "", "01", IdContext,
        "af2a1300a5e95788b356336eeecd2b92", "e39a0c7c77b43f03b4b39ab9a268699f", "2ca58fb85ff1b81c0b7181b85e")]
    [InlineData(
        "C.3.2", Salt, "01", "", IdContext,
        "e39a0c7c77b43f03b4b39ab9a268699f", "af2a1300a5e95788b356336eeecd2b92", "2ca58fb85ff1b81c0b7181b85e")]
    public void Derives_the_contexts_of_C1_to_C3(
        string section, string salt, string senderId, string recipientId, string? idContext,
        string senderKey, string recipientKey, string commonIv)
    {
        OscoreContext context = Context(salt, senderId, recipientId, idContext);

        Assert.Equal(section + senderKey, section + Hex.Text(context.SenderKey));
        Assert.Equal(section + recipientKey, section + Hex.Text(context.RecipientKey));
        Assert.Equal(section + commonIv, section + Hex.Text(context.CommonIv));
    }

    [Theory]
    [InlineData(
        "C.4", Salt, "", null, 0x5d1f, "00003974",
        "44025d1f00003974396c6f63616c686f7374620914ff612f1092f1776f1c1668b3825e")]
    [InlineData(
        "C.5", "", "00", null, 0x71c3, "0000b932",
        "440271c30000b932396c6f63616c686f737463091400ff4ed339a5a379b0b8bc731fffb0")]
    [InlineData(
        "C.6", Salt, "", IdContext, 0x2f8e, "ef9bbf7a",
        "44022f8eef9bbf7a396c6f63616c686f73746b19140837cbf3210017a2d3ff72cd7273fd331ac45cffbe55c3")]
    public void Protects_and_verifies_the_requests_of_C4_to_C6(
        string section, string salt, string senderId, string? idContext, int messageId, string token, string expected)
    {
        OscoreContext client = Context(salt, senderId, "01", idContext);
        OscoreContext server = Context(salt, "01", senderId, idContext);
        OscoreMessage message = Message(messageId, token);
        message.UriHost = "localhost"u8.ToArray();
        byte[] inner = Hex.Bytes(Tv1);
        byte[] output = new byte[128];
        var received = new OscoreMessage();
        OscoreCodec codec = Codec();

        int count = codec.ProtectRequest(client, message, 20, inner, 0, inner.Length, output, 0);
        string datagram = Hex.Text(output, 0, count);
        WireError peeked = received.TryReadRequest(output, 0, count);
        bool verified = codec.TryUnprotectRequest(server, received, output);

        Assert.Equal(section + expected, section + datagram);
        Assert.Equal(WireError.None, peeked);
        Assert.Equal(20, received.Option.PartialIv);
        Assert.Equal(senderId, Hex.Text(received.Option.Kid, 0, received.Option.KidCount));
        Assert.True(verified);
        Assert.Equal(Tv1, Hex.Text(output, received.PayloadOffset, received.PayloadCount));
    }

    [Theory]
    [InlineData("C.7", OscoreOption.NoPartialIv, "64445d1f0000397490ffdbaad1e9a7e7b2a813d3c31524378303cdafae119106")]
    [InlineData("C.8", 0L, "64445d1f00003974920100ff4d4c13669384b67354b2b6175ff4b8658c666a6cf88e")]
    public void Protects_and_verifies_the_answers_of_C7_and_C8(string section, long ownPartialIv, string expected)
    {
        OscoreContext client = Context(Salt, "", "01", null);
        OscoreContext server = Context(Salt, "01", "", null);
        byte[] inner = Hex.Bytes(HelloWorld);
        byte[] output = new byte[128];
        var received = new OscoreMessage();
        OscoreCodec codec = Codec();

        int count = codec.ProtectResponse(
            server, Message(0x5d1f, "00003974"), 20, ownPartialIv, inner, 0, inner.Length, output, 0);
        string datagram = Hex.Text(output, 0, count);
        WireError read = received.TryReadResponse(output, 0, count);
        bool verified = codec.TryUnprotectResponse(client, received, 20, output);

        Assert.Equal(section + expected, section + datagram);
        Assert.Equal(WireError.None, read);
        Assert.True(verified);
        Assert.Equal(HelloWorld, Hex.Text(output, received.PayloadOffset, received.PayloadCount));
    }

    private static OscoreCodec Codec() => new(new AesCcm(new FrameworkAes128()));

    private static OscoreContext Context(string salt, string senderId, string recipientId, string? idContext) =>
        OscoreContext.Derive(
            new FrameworkHmac(), Hex.Bytes(Secret), Hex.Bytes(salt), Hex.Bytes(senderId), Hex.Bytes(recipientId),
            idContext is null ? null : Hex.Bytes(idContext));

    private static OscoreMessage Message(int messageId, string token)
    {
        var message = new OscoreMessage();
        byte[] bytes = Hex.Bytes(token);
        message.Header.MessageId = messageId;
        message.Header.TokenCount = bytes.Length;
        bytes.CopyTo(message.Header.Token, 0);
        return message;
    }
}
