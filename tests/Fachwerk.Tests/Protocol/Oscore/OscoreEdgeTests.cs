using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Oscore;

/// <summary>The first and the last of each range. Either side has a codec of its own, as in the field.</summary>
public sealed class OscoreEdgeTests
{
    private static readonly byte[] Secret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10");
    private static readonly FrameworkHmac Hmac = new();

    private readonly OscoreCodec _sender = new(new FrameworkAead());
    private readonly OscoreCodec _receiver = new(new FrameworkAead());
    private readonly OscoreContext _depot = ControllerContext.ForController(Hmac, Secret, 1001, 7);
    private readonly OscoreContext _gateway = ControllerContext.ForGateway(Hmac, Secret, 1001, 7);

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(OscoreOption.PartialIvMax - 1)]
    [InlineData(OscoreOption.PartialIvMax)]
    public void The_other_side_opens_a_request_under_the_first_and_the_last_number(long partialIv)
    {
        byte[] datagram = new byte[64];
        int count = _sender.ProtectRequest(_depot, Message(), partialIv, [CoapCode.Post, 0x60], 0, 2, datagram, 0);
        var received = new OscoreMessage();

        Assert.Equal(WireError.None, received.TryReadRequest(datagram, 0, count));
        Assert.Equal(partialIv, received.Option.PartialIv);
        Assert.True(_receiver.TryUnprotectRequest(_gateway, received, datagram));
        Assert.Equal("0260", Hex.Text(datagram, received.PayloadOffset, received.PayloadCount));
    }

    [Theory]
    [InlineData(OscoreOption.NoPartialIv)]
    [InlineData(0L)]
    [InlineData(OscoreOption.PartialIvMax)]
    public void The_other_side_opens_an_answer_with_and_without_a_number_of_its_own(long own)
    {
        byte[] datagram = new byte[64];
        int count = _sender.ProtectResponse(_gateway, Message(), 300, own, [CoapCode.Changed], 0, 1, datagram, 0);
        var received = new OscoreMessage();

        Assert.Equal(WireError.None, received.TryReadResponse(datagram, 0, count));
        Assert.Equal(own, received.Option.PartialIv);
        Assert.True(_receiver.TryUnprotectResponse(_depot, received, 300, datagram));
    }

    // RFC 8613 §8.2: a request names its kid, also where the sender's id is empty.
    [Theory]
    [InlineData("0905", true)]
    [InlineData("0105", false)]
    public void A_request_without_a_kid_is_not_one_with_an_empty_kid(string option, bool verifies)
    {
        OscoreContext client = OscoreContext.Derive(Hmac, Secret, [], [], [1], null);
        OscoreContext server = OscoreContext.Derive(Hmac, Secret, [], [1], [], null);
        byte[] output = new byte[64];
        int count = _sender.ProtectRequest(client, Message(), 5, [CoapCode.Post], 0, 1, output, 0);
        byte[] datagram = [.. output[..7], .. Hex.Bytes(option), .. output[9..count]];
        var received = new OscoreMessage();
        received.TryReadRequest(datagram, 0, datagram.Length);

        Assert.Equal(verifies, _receiver.TryUnprotectRequest(server, received, datagram));
    }

    // A gateway answers with the message that it read the request with: nothing of the request's option stays.
    [Fact]
    public void An_answer_carries_nothing_of_the_request_s_option()
    {
        byte[] datagram = new byte[64];
        int count = _sender.ProtectRequest(_depot, Message(), 5, [CoapCode.Post], 0, 1, datagram, 0);
        var message = new OscoreMessage();
        message.TryReadRequest(datagram, 0, count);

        _receiver.ProtectResponse(
            _gateway, message, 5, OscoreOption.NoPartialIv, [CoapCode.Changed], 0, 1, datagram, 0);

        Assert.Equal("62441234abcd90ff", Hex.Text(datagram, 0, 8));
    }

    [Fact]
    public void A_datagram_that_cannot_be_read_names_nobody()
    {
        byte[] datagram = new byte[64];
        int count = _sender.ProtectRequest(_depot, Message(), 5, [CoapCode.Post], 0, 1, datagram, 0);
        var message = new OscoreMessage();
        message.TryReadRequest(datagram, 0, count);

        Assert.Equal(WireError.Length, message.TryReadRequest(datagram, 0, 3));

        Assert.Equal((0u, -1), (message.Controller, message.Epoch));
        Assert.Equal(OscoreOption.NoPartialIv, message.Option.PartialIv);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void A_datagram_fits_into_what_is_left_of_a_buffer(int more, bool fits)
    {
        byte[] whole = new byte[64];
        int count = _sender.ProtectRequest(_depot, Message(), 5, [CoapCode.Post], 0, 1, whole, 0);
        byte[] buffer = new byte[20 + count + more];

        int written = _sender.ProtectRequest(_depot, Message(), 5, [CoapCode.Post], 0, 1, buffer, 20);

        Assert.Equal(fits ? count : 0, written);
    }

    [Theory]
    [InlineData("0905 01020304050607")]
    [InlineData("0dffffffffff 01")]
    [InlineData("1905 08 0102030405060708 0a")]
    public void An_option_holds_the_longest_of_each_part_and_is_written_where_it_should(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        byte[] buffer = new byte[3 + OscoreOption.ValueMax];
        var option = new OscoreOption();

        Assert.True(option.TryRead(bytes, 0, bytes.Length));
        int count = option.Write(buffer, 3);

        Assert.Equal(Hex.Text(bytes), Hex.Text(buffer, 3, count));
    }

    [Fact]
    public void An_answer_s_option_is_written_where_it_should()
    {
        byte[] buffer = new byte[3 + OscoreOption.ValueMax];

        int count = new OscoreOption { PartialIv = 0x0102 }.Write(buffer, 3);

        Assert.Equal("020102", Hex.Text(buffer, 3, count));
    }

    [Fact]
    public void The_ratchet_goes_to_the_last_epoch()
    {
        byte[] last = ControllerContext.SecretOf(Hmac, Secret, 1001, 254, 255);

        Assert.Equal(Hex.Text(ControllerContext.NextSecret(Hmac, Secret, 1001, 255)), Hex.Text(last));
    }

    // RFC 7252 §5.10.6 and RFC 9175 §2.2.1: an ETag has 1 to 8 bytes, an Echo 1 to 40; others are ignored.
    [Theory]
    [InlineData(4, 0, 0)]
    [InlineData(4, 1, 1)]
    [InlineData(4, 8, 8)]
    [InlineData(4, 9, 0)]
    [InlineData(252, 0, 0)]
    [InlineData(252, 1, 1)]
    [InlineData(252, 40, 40)]
    [InlineData(252, 41, 0)]
    public void An_etag_and_an_echo_of_a_length_they_can_have_are_read(int number, int length, int taken)
    {
        byte[] buffer = new byte[64];
        var writer = new CoapWriter();
        writer.Reset(buffer, 0, buffer.Length);
        writer.WriteCode(CoapCode.Content);
        writer.WriteOption(number, [.. Enumerable.Repeat((byte)0x5A, length)], 0, length);
        var message = new InnerMessage();

        Assert.Equal(WireError.None, message.TryRead(buffer, 0, writer.Count));
        Assert.Equal(taken, number == CoapOption.ETag ? message.ETagCount : message.EchoCount);
    }

    // SPEC.md §4: `since=` and the version in decimal.
    [Theory]
    [InlineData("0", 0u)]
    [InlineData("9", 9u)]
    [InlineData("10", 10u)]
    [InlineData("1000000000", 1_000_000_000u)]
    public void A_version_is_read_with_each_of_its_digits(string digits, uint expected)
    {
        byte[] buffer = new byte[64];
        var writer = new CoapWriter();
        writer.Reset(buffer, 0, buffer.Length);
        writer.WriteCode(CoapCode.Get);
        writer.WriteAsciiOption(CoapOption.UriQuery, "since=" + digits);
        var message = new InnerMessage();

        Assert.Equal(WireError.None, message.TryRead(buffer, 0, writer.Count));
        Assert.Equal(expected, message.Since);
    }

    // RFC 7959 §2.2: number 0, no more, 16 bytes is the value 0, an option without bytes; not the same as none.
    [Theory]
    [InlineData(0L, "01d00a")]
    [InlineData(InnerMessage.NoBlock, "01")]
    public void The_first_and_smallest_block_is_asked_for_by_an_empty_option(long block, string expected)
    {
        byte[] buffer = new byte[16];
        var message = new InnerMessage();
        message.Begin(CoapCode.Get);
        message.Block2 = block;
        var read = new InnerMessage();

        int count = message.Write([], 0, 0, buffer, 0, buffer.Length);
        read.TryRead(buffer, 0, count);

        Assert.Equal(expected, Hex.Text(buffer, 0, count));
        Assert.Equal(block, read.Block2);
    }

    private static OscoreMessage Message()
    {
        var message = new OscoreMessage();
        message.Header.MessageId = 0x1234;
        message.Header.SetToken(0xabcd);
        return message;
    }
}
