using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Oscore;

public sealed class OscoreCodecTests
{
    private const uint Controller = 1001;
    private static readonly byte[] Secret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10");
    private static readonly FrameworkHmac Hmac = new();

    private readonly OscoreCodec _codec = new(new FrameworkAead());
    private readonly OscoreContext _depot = ControllerContext.ForController(Hmac, Secret, Controller, 0);
    private readonly OscoreContext _gateway = ControllerContext.ForGateway(Hmac, Secret, Controller, 0);

    [Fact]
    public void Peeks_controller_epoch_and_partial_iv_without_a_key()
    {
        byte[] datagram = Request(70_000);
        var message = new OscoreMessage();

        WireError error = message.TryReadRequest(datagram, 0, datagram.Length);

        Assert.Equal(WireError.None, error);
        Assert.Equal(Controller, message.Controller);
        Assert.Equal(0, message.Epoch);
        Assert.Equal(70_000, message.Option.PartialIv);
    }

    [Fact]
    public void Refuses_a_telegram_of_another_key_controller_or_epoch()
    {
        OscoreContext otherKey = ControllerContext.ForGateway(Hmac, new byte[16], Controller, 0);
        OscoreContext otherNumber = ControllerContext.ForGateway(Hmac, Secret, Controller + 1, 0);
        OscoreContext otherEpoch = ControllerContext.ForGateway(Hmac, Secret, Controller, 1);

        Assert.True(Verifies(_gateway, Request(7)));
        Assert.False(Verifies(otherKey, Request(7)));
        Assert.False(Verifies(otherNumber, Request(7)));
        Assert.False(Verifies(otherEpoch, Request(7)));
    }

    [Fact]
    public void Refuses_its_own_request_sent_back()
    {
        byte[] datagram = Request(7);

        Assert.False(Verifies(_depot, datagram));
    }

    [Fact]
    public void Refuses_an_answer_to_another_request()
    {
        byte[] answer = new byte[64];
        byte[] inner = [CoapCode.Changed];
        int count = _codec.ProtectResponse(
            _gateway, Header(0x1234), 7, OscoreOption.NoPartialIv, inner, 0, 1, answer, 0);

        Assert.True(VerifiesAnswer(answer[..count], 7));
        Assert.False(VerifiesAnswer(answer[..count], 8));
    }

    [Fact]
    public void Works_in_place_at_any_offset()
    {
        byte[] buffer = new byte[96];
        byte[] inner = Hex.Bytes("02b163ff80");
        byte[] expected = Request(7);
        inner.CopyTo(buffer, 3);

        int count = _codec.ProtectRequest(_depot, Header(0x1234), 7, buffer, 3, inner.Length, buffer, 5);

        Assert.Equal(Hex.Text(expected), Hex.Text(buffer, 5, count));
    }

    [Fact]
    public void Gives_nothing_when_the_datagram_does_not_fit()
    {
        byte[] inner = new byte[OscoreMessage.DatagramMax];
        byte[] output = new byte[2 * OscoreMessage.DatagramMax];
        int room = Request(7).Length;

        Assert.Equal(0, _codec.ProtectRequest(_depot, Header(1), 7, inner, 0, inner.Length, output, 0));
        Assert.Equal(0, _codec.ProtectRequest(_depot, Header(1), 7, inner, 0, 5, new byte[room - 1], 0));
        Assert.Equal(room, _codec.ProtectRequest(_depot, Header(1), 7, inner, 0, 5, new byte[room], 0));
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(OscoreOption.PartialIvMax + 1)]
    public void Refuses_to_protect_under_an_impossible_partial_iv(long partialIv) =>
        Assert.Throws<ArgumentException>(
            () => _codec.ProtectRequest(_depot, Header(1), partialIv, new byte[1], 0, 1, new byte[64], 0));

    // By hand: unprotected CoAP; an outer Block2; an outer Uri-Path, class E; an unknown critical option; an outer
    // If-None-Match, class E; the OSCORE option twice; no kid; no partial IV; a non-confirmable one; GET; no token;
    // nothing to decrypt, twice; a good one.
    [Theory]
    [InlineData("42021234abcd b163 ff 80", WireError.NotProtected)]
    [InlineData("42021234abcd 930905aa d1010e ff 000000000000000000", WireError.Option)]
    [InlineData("42021234abcd 930905aa 21 00 ff 000000000000000000", WireError.None)]
    [InlineData("42021234abcd 930905aa d103 00 ff 000000000000000000", WireError.Option)]
    [InlineData("42021234abcd 50 43 0905aa ff 000000000000000000", WireError.None)]
    [InlineData("42021234abcd 930905aa 030905aa ff 000000000000000000", WireError.Option)]
    [InlineData("42021234abcd 920105 ff 000000000000000000", WireError.OscoreOption)]
    [InlineData("42021234abcd 9208aa ff 000000000000000000", WireError.OscoreOption)]
    [InlineData("52021234abcd 930905aa ff 000000000000000000", WireError.Header)]
    [InlineData("42011234abcd 930905aa ff 000000000000000000", WireError.Header)]
    [InlineData("40021234 930905aa ff 000000000000000000", WireError.Header)]
    [InlineData("42021234abcd 930905aa ff 0000000000000000", WireError.Length)]
    [InlineData("42021234abcd 930905aa", WireError.Length)]
    [InlineData("42021234abcd 930905aa ff 000000000000000000", WireError.None)]
    public void Peeks_only_at_well_formed_requests(string hex, WireError expected)
    {
        byte[] bytes = Hex.Bytes(hex);

        Assert.Equal(expected, new OscoreMessage().TryReadRequest(bytes, 0, bytes.Length));
    }

    [Fact]
    public void Refuses_a_datagram_longer_than_the_limit()
    {
        byte[] bytes = new byte[OscoreMessage.DatagramMax + 1];
        Request(7).CopyTo(bytes, 0);

        Assert.Equal(WireError.Length, new OscoreMessage().TryReadRequest(bytes, 0, bytes.Length));
        Assert.Equal(WireError.None, new OscoreMessage().TryReadRequest(bytes, 0, bytes.Length - 1));
    }

    private byte[] Request(long partialIv)
    {
        byte[] inner = Hex.Bytes("02b163ff80");
        byte[] output = new byte[96];
        int count = _codec.ProtectRequest(_depot, Header(0x1234), partialIv, inner, 0, inner.Length, output, 0);
        return output[..count];
    }

    private bool Verifies(OscoreContext context, byte[] datagram)
    {
        var message = new OscoreMessage();
        WireError error = message.TryReadRequest(datagram, 0, datagram.Length);
        return error == WireError.None && _codec.TryUnprotectRequest(context, message, datagram);
    }

    private bool VerifiesAnswer(byte[] answer, long requestPartialIv)
    {
        byte[] copy = (byte[])answer.Clone();
        var message = new OscoreMessage();
        WireError error = message.TryReadResponse(copy, 0, copy.Length);
        return error == WireError.None && _codec.TryUnprotectResponse(_depot, message, requestPartialIv, copy);
    }

    private static OscoreMessage Header(int messageId)
    {
        var message = new OscoreMessage();
        message.Header.MessageId = messageId;
        message.Header.SetToken(0xabcd);
        return message;
    }
}
