using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Telegrams;

/// <summary>
/// The sizes the profile promises, as UDP payload, for a depot of 32 doors in its first generation: versions and ids of
/// orders and codes between 256 and 65,535, more than 65,535 events, a controller with more than 65,535 telegrams.
/// </summary>
public sealed class TelegramSizeTests
{
    private const uint Controller = 1001;
    private const long DepotPartialIv = 70_000;
    private const long GatewayPartialIv = 300;
    private const long Now = 1_800_000_000;
    private const uint Events = 70_000;
    private const uint OrderId = 300;
    private const uint TableVersion = 300;

    private static readonly byte[] Secret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10");

    private readonly OscoreCodec _codec = new(new FrameworkAead());
    private readonly OscoreContext _depot = ControllerContext.ForController(new FrameworkHmac(), Secret, Controller, 0);
    private readonly OscoreContext _gateway = ControllerContext.ForGateway(new FrameworkHmac(), Secret, Controller, 0);
    private readonly byte[] _body = new byte[1_024];

    [Fact]
    public void A_check_in_takes_65_bytes()
    {
        var checkIn = new CheckIn
        {
            AppVersion = AppVersion.Encode(1, 2, 3),
            TableVersion = TableVersion,
            Time = Now,
            LastEvent = Events,
            OldestUnacked = Events + 1,
            SupplyMillivolts = 12_100,
            Celsius = 21,
            Flags = (int)CheckInFlags.Booted,
            LastOrder = OrderId
        };
        checkIn.OpenDoors.Clear(32);

        int count = checkIn.Write(_body, 0, _body.Length);

        Assert.Equal(65, RequestSize(_depot, DepotPartialIv, Resource.CheckIn, count));
    }

    [Fact]
    public void Its_answer_takes_35_bytes()
    {
        var answer = new CheckInAnswer
        {
            Time = Now, TableVersion = TableVersion, AckedEvent = Events, NextCheckInSeconds = 60, MinimumEpoch = 1
        };

        Assert.Equal(35, AnswerSize(_gateway, DepotPartialIv, answer.Write(_body, 0, _body.Length)));
    }

    [Fact]
    public void A_check_in_pair_takes_156_bytes_on_ip_version_4() => Assert.Equal(156, 65 + 35 + (2 * 28));

    [Fact]
    public void An_order_takes_37_bytes()
    {
        var order = new OrderTelegram
        {
            OrderId = OrderId, Kind = (int)OrderKind.Open, Compartment = 7, NotAfter = Now + 30
        };

        int count = order.Write(_body, 0, _body.Length);

        Assert.Equal(37, RequestSize(_gateway, GatewayPartialIv, Resource.Order, count));
    }

    [Fact]
    public void An_order_of_a_later_generation_takes_41_bytes()
    {
        const uint LaterId = (255u << 24) + OrderId;
        var order = new OrderTelegram
        {
            OrderId = LaterId, Kind = (int)OrderKind.Open, Compartment = 7, NotAfter = Now + 30
        };

        int count = order.Write(_body, 0, _body.Length);

        Assert.Equal(41, RequestSize(_gateway, Limits.GatewayPartialIvMax, Resource.Order, count));
    }

    [Fact]
    public void A_demand_takes_39_bytes()
    {
        var inner = new InnerMessage();
        inner.Begin(CoapCode.Unauthorized);
        inner.EchoCount = EchoValues.Length;

        Assert.Equal(39, AnswerSize(_gateway, DepotPartialIv, 0, inner, new EchoDemand(Controller, 1L << 32)));
    }

    [Fact]
    public void Its_answer_takes_28_bytes()
    {
        var answer = new OrderAnswer { OrderId = OrderId, Outcome = (int)OrderOutcome.Done, Event = Events };

        Assert.Equal(28, AnswerSize(_depot, GatewayPartialIv, answer.Write(_body, 0, _body.Length)));
    }

    [Fact]
    public void Three_events_take_66_bytes()
    {
        var writer = new EventBatchWriter();
        writer.Begin(Events, _body, 0, _body.Length);
        Assert.True(writer.TryAdd(Entry(EventKind.CodeAccepted, 4_711)));
        Assert.True(writer.TryAdd(Entry(EventKind.DoorOpened)));
        Assert.True(writer.TryAdd(Entry(EventKind.DoorClosed, 42)));

        Assert.Equal(66, RequestSize(_depot, DepotPartialIv, Resource.Events, writer.Count));
    }

    [Fact]
    public void Their_answer_takes_24_bytes()
    {
        var answer = new EventsAnswer { AckedEvent = Events };

        Assert.Equal(24, AnswerSize(_gateway, DepotPartialIv, answer.Write(_body, 0, _body.Length)));
    }

    // The longest block answer: an ETag of 8 bytes and a block number of more than 4,095.
    [Fact]
    public void An_image_block_of_1_024_takes_1_056_bytes()
    {
        var inner = new InnerMessage();
        inner.Begin(CoapCode.Content);
        inner.ETagCount = InnerMessage.ETagMax;
        inner.Block2 = BlockValue.Encode(4_096, true, BlockValue.LargestExponent);

        int size = AnswerSize(_gateway, DepotPartialIv, Limits.BlockLength, inner);

        Assert.Equal(1_056, size);
        Assert.True(size <= OscoreMessage.DatagramMax);
    }

    private int RequestSize(OscoreContext context, long partialIv, int resource, int bodyCount)
    {
        var inner = new InnerMessage();
        inner.Begin(CoapCode.Post);
        inner.Resource = resource;
        byte[] buffer = new byte[OscoreMessage.DatagramMax];
        int count = inner.Write(_body, 0, bodyCount, buffer, 0, buffer.Length);
        return _codec.ProtectRequest(context, Message(), partialIv, buffer, 0, count, buffer, 0);
    }

    private int AnswerSize(OscoreContext context, long requestPartialIv, int bodyCount)
    {
        var inner = new InnerMessage();
        inner.Begin(CoapCode.Changed);
        return AnswerSize(context, requestPartialIv, bodyCount, inner);
    }

    private int AnswerSize(
        OscoreContext context, long requestPartialIv, int bodyCount, InnerMessage inner, EchoDemand? demand = null)
    {
        byte[] buffer = new byte[OscoreMessage.DatagramMax];
        int count = inner.Write(_body, 0, bodyCount, buffer, 0, buffer.Length);
        return _codec.ProtectResponse(
            context, Message(), requestPartialIv, demand?.NumberFor(requestPartialIv) ?? OscoreOption.NoPartialIv,
            buffer, 0, count, buffer, 0);
    }

    private static OscoreMessage Message()
    {
        var message = new OscoreMessage();
        message.Header.MessageId = 0x1234;
        message.Header.SetToken(0xabcd);
        return message;
    }

    private static JournalEvent Entry(EventKind kind, params long[] details)
    {
        var entry = new JournalEvent { Time = Now, Kind = (int)kind, Compartment = 7, DetailCount = details.Length };
        details.CopyTo(entry.Details, 0);
        return entry;
    }
}
