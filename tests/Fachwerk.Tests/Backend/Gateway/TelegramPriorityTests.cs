using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-01")]
public sealed class TelegramPriorityTests
{
    [Fact]
    public void An_event_goes_before_an_older_check_in_and_a_check_in_before_a_younger_one()
    {
        var oldCheckIn = Received(Resource.CheckIn, CoapCode.Post, 1);
        var youngCheckIn = Received(Resource.CheckIn, CoapCode.Post, 3);
        var events = Received(Resource.Events, CoapCode.Post, 4);
        var table = Received(Resource.Table, CoapCode.Get, 2);
        var waiting = new List<Telegram> { youngCheckIn, events, oldCheckIn, table };

        waiting.Sort(new TelegramPriority());

        Assert.Equal([table, events, oldCheckIn, youngCheckIn], waiting);
    }

    [Fact]
    public void What_only_looks_like_a_check_in_is_none()
    {
        Assert.True(Received(Resource.CheckIn, CoapCode.Post, 0).IsCheckIn);
        Assert.False(Received(Resource.CheckIn, CoapCode.Get, 0).IsCheckIn);
        Assert.False(new Telegram().IsCheckIn);
    }

    // Verified, as the gate leaves it.
    private static Telegram Received(int resource, int code, long receivedAt)
    {
        var telegram = new Telegram { ReceivedAt = receivedAt };
        var inner = new InnerMessage();
        inner.Begin(code);
        inner.Resource = resource;
        var plain = new byte[64];
        var length = inner.Write([0x80], 0, 1, plain, 0, plain.Length);
        var codec = new OscoreCodec(new FrameworkAead());
        var depot = ControllerContext.ForController(FrameworkHmac.Instance, new byte[16], 1001, 0);
        var gateway = ControllerContext.ForGateway(FrameworkHmac.Instance, new byte[16], 1001, 0);
        var message = new OscoreMessage();
        message.Header.SetToken(0x1234);
        var count = codec.ProtectRequest(depot, message, 7, plain, 0, length, telegram.Buffer, 0);
        Assert.Equal(WireError.None, telegram.Message.TryReadRequest(telegram.Buffer, 0, count));
        Assert.True(codec.TryUnprotectRequest(gateway, telegram.Message, telegram.Buffer));
        return telegram;
    }
}
