using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Oscore;

/// <summary>What stands outside the protection, and that it cannot lead to another context.</summary>
public sealed class OscoreOutsideTests
{
    private const uint Controller = 0x01020304;
    private const string Cipher = " ff 000000000000000000";
    private static readonly byte[] Secret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10");

    // One for each side, as in the field: a codec keeps the nonce and the associated data of what it did last.
    private readonly OscoreCodec _atDepot = new(new FrameworkAead());
    private readonly OscoreCodec _atGateway = new(new FrameworkAead());
    private readonly OscoreContext _depot =
        ControllerContext.ForController(new FrameworkHmac(), Secret, Controller, 7);
    private readonly OscoreContext _gateway =
        ControllerContext.ForGateway(new FrameworkHmac(), Secret, Controller, 7);

    // SPEC.md §2 and RFC 8613 §8.2: If-Match, Uri-Host, Uri-Port, Uri-Path, Uri-Query, Accept; an elective one (2).
    // Refused: the critical ones 13, 19, 23 (Block2), 27 (Block1), 35 (Proxy-Uri).
    [Theory]
    [InlineData("10 83 0905aa", WireError.None)]
    [InlineData("20 73 0905aa", WireError.None)]
    [InlineData("30 63 0905aa", WireError.None)]
    [InlineData("70 23 0905aa", WireError.None)]
    [InlineData("93 0905aa 20", WireError.None)]
    [InlineData("93 0905aa 60", WireError.None)]
    [InlineData("93 0905aa 80", WireError.None)]
    [InlineData("93 0905aa 40", WireError.Option)]
    [InlineData("93 0905aa a0", WireError.Option)]
    [InlineData("93 0905aa d001", WireError.Option)]
    [InlineData("93 0905aa d005", WireError.Option)]
    [InlineData("93 0905aa d00d", WireError.Option)]
    public void Ignores_or_refuses_an_option_outside_as_the_specification_says(string options, WireError expected)
    {
        byte[] request = Hex.Bytes("42021234abcd" + options + Cipher);
        byte[] answer = Hex.Bytes("62441234abcd" + options + Cipher);

        Assert.Equal(expected, new OscoreMessage().TryReadRequest(request, 0, request.Length));
        Assert.Equal(expected, new OscoreMessage().TryReadResponse(answer, 0, answer.Length));
    }

    // An acknowledgement with 2.04; as confirmable, non-confirmable, reset; with 2.05, 4.01, POST.
    [Theory]
    [InlineData("6244", WireError.None)]
    [InlineData("4244", WireError.Header)]
    [InlineData("5244", WireError.Header)]
    [InlineData("7244", WireError.Header)]
    [InlineData("6245", WireError.Header)]
    [InlineData("6281", WireError.Header)]
    [InlineData("6202", WireError.Header)]
    public void An_answer_is_an_acknowledgement_with_2_04(string start, WireError expected)
    {
        byte[] bytes = Hex.Bytes(start + "1234abcd 90" + Cipher);

        Assert.Equal(expected, new OscoreMessage().TryReadResponse(bytes, 0, bytes.Length));
    }

    [Theory]
    [InlineData("09 05 01020304", 0x01020304u, -1)]
    [InlineData("09 05 010203", 0u, -1)]
    [InlineData("09 05 0102030405", 0u, -1)]
    [InlineData("19 05 00 01020304", 0x01020304u, -1)]
    [InlineData("19 05 01 ff 01020304", 0x01020304u, 255)]
    [InlineData("19 05 02 ff01 01020304", 0x01020304u, -1)]
    public void Names_a_controller_of_4_bytes_and_an_epoch_of_1(string option, uint controller, int epoch)
    {
        byte[] bytes = WithOption(Request(5), option);
        var message = new OscoreMessage();

        Assert.Equal(WireError.None, message.TryReadRequest(bytes, 0, bytes.Length));
        Assert.Equal((controller, epoch), (message.Controller, message.Epoch));
    }

    // Neither kid nor kid context is authenticated; they select the keys, so they must be those of the context.
    [Theory]
    [InlineData("19 05 01 07 01020304", true)]
    [InlineData("19 05 01 07 01020305", false)]
    [InlineData("19 05 01 07 010203", false)]
    [InlineData("19 05 01 07 0102030400", false)]
    [InlineData("19 05 01 06 01020304", false)]
    [InlineData("19 05 02 0700 01020304", false)]
    [InlineData("19 05 00 01020304", false)]
    [InlineData("09 05 01020304", false)]
    [InlineData("11 05 01 07", false)]
    [InlineData("18 01 07 01020304", false)]
    public void A_request_under_another_name_is_refused_though_its_key_is_the_right_one(string option, bool verifies)
    {
        byte[] datagram = WithOption(Request(5), option);
        var message = new OscoreMessage();
        message.TryReadRequest(datagram, 0, datagram.Length);

        Assert.Equal(verifies, _atGateway.TryUnprotectRequest(_gateway, message, datagram));
    }

    [Fact]
    public void A_context_without_an_id_context_refuses_a_request_with_one()
    {
        OscoreContext bare = new(
            _gateway.SenderId, _gateway.RecipientId, null, _gateway.SenderKey, _gateway.RecipientKey,
            _gateway.CommonIv);
        byte[] with = Request(5);
        byte[] without = WithOption(Request(5), "09 05 01020304");
        var message = new OscoreMessage();

        message.TryReadRequest(with, 0, with.Length);
        Assert.False(_atGateway.TryUnprotectRequest(bare, message, with));
        message.TryReadRequest(without, 0, without.Length);
        Assert.True(_atGateway.TryUnprotectRequest(bare, message, without));
    }

    // RFC 8613 §6.1: an answer may carry a kid and a kid context; ours is 00, epoch 7.
    [Theory]
    [InlineData("", true)]
    [InlineData("08 00", true)]
    [InlineData("08 01", false)]
    [InlineData("08", false)]
    [InlineData("08 0000", false)]
    [InlineData("10 01 07", true)]
    [InlineData("10 01 08", false)]
    [InlineData("18 01 07 00", true)]
    [InlineData("18 01 07 01", false)]
    public void An_answer_may_name_its_sender_and_then_names_the_right_one(string option, bool verifies)
    {
        byte[] output = new byte[64];
        int count = _atGateway.ProtectResponse(
            _gateway, Header(), 5, OscoreOption.NoPartialIv, [CoapCode.Changed], 0, 1, output, 0);
        byte[] answer = WithOption(output[..count], option);
        var message = new OscoreMessage();

        Assert.Equal(WireError.None, message.TryReadResponse(answer, 0, answer.Length));
        Assert.Equal(verifies, _atDepot.TryUnprotectResponse(_depot, message, 5, answer));
    }

    [Theory]
    [InlineData(7, 7, 8, true)]
    [InlineData(8, 1, 1, false)]
    [InlineData(1, 8, 1, false)]
    [InlineData(1, 1, 9, false)]
    public void Ids_end_where_the_nonce_has_no_room_for_more(int sender, int recipient, int idContext, bool fits)
    {
        void Derive() => OscoreContext.Derive(
            new FrameworkHmac(), Secret, [], new byte[sender], new byte[recipient], new byte[idContext]);

        Assert.Equal(fits, Record.Exception(Derive) is null);
    }

    // 6 bytes of header and token, an option of 1 + 8, the marker, the tag of 8: 24 beside the inner message.
    [Theory]
    [InlineData(1128, 1152)]
    [InlineData(1129, 0)]
    public void A_datagram_has_1152_bytes_at_most(int inner, int datagram)
    {
        byte[] output = new byte[1200];

        Assert.Equal(datagram, _atDepot.ProtectRequest(_depot, Header(), 5, new byte[inner], 0, inner, output, 0));
    }

    // RFC 7252 §3.1: from 13 bytes on the length takes a byte more.
    [Theory]
    [InlineData(12, "3c")]
    [InlineData(13, "3d00")]
    [InlineData(255, "3df2")]
    public void A_host_outside_has_room_for_its_length(int count, string head)
    {
        byte[] host = [.. Enumerable.Repeat((byte)'h', count)];
        byte[] output = new byte[400];
        OscoreMessage message = Header();
        message.UriHost = host;
        var received = new OscoreMessage();

        int length = _atDepot.ProtectRequest(_depot, message, 5, [CoapCode.Post], 0, 1, output, 0);

        Assert.Equal(head + Hex.Text(host), Hex.Text(output, 6, head.Length / 2 + count));
        Assert.Equal(WireError.None, received.TryReadRequest(output, 0, length));
        Assert.True(_atGateway.TryUnprotectRequest(_gateway, received, output));
    }

    [Fact]
    public void An_option_forgets_the_one_before()
    {
        byte[] full = Hex.Bytes("1905010701020304");
        var option = new OscoreOption();
        option.TryRead(full, 0, full.Length);

        Assert.True(option.TryRead(full, 0, 0));

        Assert.Equal(OscoreOption.NoPartialIv, option.PartialIv);
        Assert.False(option.HasKid);
        Assert.False(option.HasKidContext);
        Assert.Equal((0, 0), (option.KidCount, option.KidContextCount));
    }

    private byte[] Request(long partialIv)
    {
        byte[] output = new byte[96];
        int count = _atDepot.ProtectRequest(_depot, Header(), partialIv, [CoapCode.Post], 0, 1, output, 0);
        return output[..count];
    }

    // Header and token have 6 bytes; the marker is the first ff behind the option.
    private static byte[] WithOption(byte[] datagram, string option)
    {
        byte[] value = Hex.Bytes(option);
        int marker = 7 + (datagram[6] & 0x0F);
        return [.. datagram[..6], (byte)(0x90 | value.Length), .. value, .. datagram[marker..]];
    }

    private static OscoreMessage Header()
    {
        var message = new OscoreMessage();
        message.Header.MessageId = 0x1234;
        message.Header.SetToken(0xabcd);
        return message;
    }
}
