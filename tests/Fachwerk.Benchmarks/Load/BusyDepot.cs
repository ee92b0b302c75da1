using Fachwerk.Backend.Database;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Benchmarks.Load;

/// <summary>
/// A depot in use: tells its events until they are acknowledged, answers orders. Token = its place among the others.
/// </summary>
internal sealed class BusyDepot(Tenant tenant, DepotId id, uint controller, byte[] secret, long partialIv, uint acked)
{
    private const int EventsAtOnceMax = 20;
    private static readonly OscoreCodec Codec = new(AesNiAead.OrFramework());
    private static readonly OscoreMessage Message = new();
    private static readonly InnerMessage Inner = new();
    private static readonly EventBatchWriter Writer = new();
    private static readonly JournalEvent Event = new();
    private static readonly EventsAnswer Acknowledgement = new();
    private static readonly OrderTelegram Order = new();
    private static readonly byte[] Body = new byte[OscoreMessage.DatagramMax];
    private static readonly byte[] Plain = new byte[OscoreMessage.DatagramMax];

    private readonly OscoreContext _context = ControllerContext.ForController(
        FrameworkHmac.Instance, secret, controller, 0);

    private readonly uint _firstAcked = acked;
    private long _partialIv = partialIv;
    private uint _acked = acked;

    public Tenant Tenant => tenant;

    public DepotId Id => id;

    /// <summary>When each event of this run happened, in order.</summary>
    public List<DateTimeOffset> Happened { get; } = [];

    /// <summary>How many of them are acknowledged.</summary>
    public int Acknowledged => (int)(_acked - _firstAcked);

    /// <summary>Puts the events together that wait for their acknowledgement.</summary>
    /// <returns>Bytes of the datagram.</returns>
    public int Tell(int token, byte[] datagram)
    {
        Writer.Begin(_acked + 1, Body, 0, Body.Length);
        for (var i = Acknowledged; i < Math.Min(Happened.Count, Acknowledged + EventsAtOnceMax); i++)
        {
            Event.Time = Happened[i].ToUnixTimeSeconds();
            Event.Kind = (int)(i % 2 == 0 ? EventKind.DoorOpened : EventKind.DoorClosed);
            Event.Compartment = 1;
            Event.DetailCount = i % 2;
            Event.Details[0] = 1;
            Writer.TryAdd(Event);
        }

        Inner.Begin(CoapCode.Post);
        Inner.Resource = Resource.Events;
        var count = Inner.Write(Body, 0, Writer.Count, Plain, 0, Plain.Length);
        Message.Header.MessageId = (int)(_partialIv & 0xFFFF);
        Message.Header.SetToken(token);
        return Codec.ProtectRequest(_context, Message, _partialIv++, Plain, 0, count, datagram, 0);
    }

    /// <summary>Takes an answer to the newest telegram; an older one says nothing new.</summary>
    public void Take(byte[] datagram, int count)
    {
        var isAnswer = Message.TryReadResponse(datagram, 0, count) == WireError.None
            && Codec.TryUnprotectResponse(_context, Message, _partialIv - 1, datagram)
            && Inner.TryRead(datagram, Message.PayloadOffset, Message.PayloadCount) == WireError.None
            && Acknowledgement.TryRead(datagram, Inner.PayloadOffset, Inner.PayloadCount);
        if (isAnswer)
            _acked = Math.Max(_acked, Acknowledgement.AckedEvent);
    }

    /// <summary>Takes a datagram as an order to this depot and puts the answer in its place.</summary>
    /// <returns>Bytes of the answer and the order's kind; 0 when the order is another depot's.</returns>
    public (int Count, OrderKind Kind) Obey(byte[] datagram, int count)
    {
        var isOrder = Message.TryReadRequest(datagram, 0, count) == WireError.None
            && Codec.TryUnprotectRequest(_context, Message, datagram)
            && Inner.TryRead(datagram, Message.PayloadOffset, Message.PayloadCount) == WireError.None
            && Order.TryRead(datagram, Inner.PayloadOffset, Inner.PayloadCount);
        if (!isOrder)
            return default;
        var answer = new OrderAnswer { OrderId = Order.OrderId, Outcome = (int)OrderOutcome.Done };
        Inner.Begin(CoapCode.Changed);
        var length = Inner.Write(Body, 0, answer.Write(Body, 0, Body.Length), Plain, 0, Plain.Length);
        var bytes = Codec.ProtectResponse(
            _context, Message, Message.Option.PartialIv, OscoreOption.NoPartialIv, Plain, 0, length, datagram, 0);
        return (bytes, (OrderKind)Order.Kind);
    }
}
