using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// The other end of a depot's socket: verifies and answers as a gateway would, and remembers what it saw.
/// </summary>
internal sealed class TestGateway : IDatagramSocket, IDisposable
{
    private const int BlockBytes = 1024;

    private readonly SoftwareCryptoChip crypto = new();
    private readonly OscoreCodec codec;
    private readonly OscoreMessage message = new();
    private readonly InnerMessage inner = new();
    private readonly Queue<byte[]> toDepot = new();
    private readonly byte[] plain = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] datagram = new byte[OscoreMessage.DatagramMax];
    private readonly uint controller;
    private readonly byte[] secret;
    private OscoreContext context;
    private long nextIv;
    private int epoch;

    public TestGateway(DepotIdentity identity)
    {
        controller = identity.Controller;
        secret = identity.TransportSecret;
        codec = new OscoreCodec(new AesCcm(crypto.Aes));
        context = ControllerContext.ForGateway(crypto.Hmac, secret, controller, 0);
    }

    public bool IsAnswering { get; set; } = true;

    public bool HoldsEvents { get; set; } = true;

    public long Time { get; set; }

    public int MinimumEpoch { get; set; }

    public uint Acked { get; set; }

    public uint TableVersion { get; set; }

    public byte[] Table { get; set; } = [];

    public long NowMs { get; set; }

    public List<long> PartialIvs { get; } = [];

    public List<(long AtMs, string Gateway, char Resource)> Requests { get; } = [];

    public List<CheckIn> CheckIns { get; } = [];

    public List<SeenEvent> Events { get; } = [];

    public List<OrderAnswer> OrderAnswers { get; } = [];

    public List<byte[]> Raw { get; } = [];

    public void Dispose() => crypto.Dispose();

    public bool TrySend(string gateway, byte[] buffer, int offset, int count)
    {
        byte[] copy = buffer[offset..(offset + count)];
        Raw.Add(copy);
        byte[] work = [.. copy];
        if (message.TryReadRequest(work, 0, count) == WireError.None)
            TakeRequest(gateway, work);
        else if (message.TryReadResponse(work, 0, count) == WireError.None)
            TakeOrderAnswer(work);
        return true;
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        if (!toDepot.TryDequeue(out byte[]? next))
            return 0;
        Array.Copy(next, 0, buffer, offset, Math.Min(next.Length, capacity));
        return next.Length;
    }

    public void Deliver(byte[] raw) => toDepot.Enqueue(raw);

    public byte[] SendOrder(uint id, OrderKind kind, int compartment, long notAfter)
    {
        byte[] body = new byte[64];
        int count = new OrderTelegram { OrderId = id, Kind = (int)kind, Compartment = compartment, NotAfter = notAfter }
            .Write(body, 0, body.Length);
        inner.Begin(CoapCode.Post);
        inner.Resource = Resource.Order;
        int length = inner.Write(body, 0, count, plain, 0, plain.Length);
        OscoreMessage request = new();
        request.Header.MessageId = (int)nextIv;
        request.Header.SetToken((int)nextIv);
        long orderIv = nextIv++;
        int total = codec.ProtectRequest(context, request, orderIv, plain, 0, length, datagram, 0);
        byte[] raw = datagram[..total];
        toDepot.Enqueue(raw);
        return raw;
    }

    private void TakeRequest(string gateway, byte[] work)
    {
        Assert.Equal(controller, message.Controller);
        if (message.Epoch != epoch)
        {
            byte[] stepped = ControllerContext.SecretOf(crypto.Hmac, secret, controller, 0, message.Epoch);
            epoch = message.Epoch;
            context = ControllerContext.ForGateway(crypto.Hmac, stepped, controller, epoch);
        }

        Assert.True(codec.TryUnprotectRequest(context, message, work));
        long partialIv = message.Option.PartialIv;
        PartialIvs.Add(partialIv);
        Assert.Equal(WireError.None, inner.TryRead(work, message.PayloadOffset, message.PayloadCount));
        Requests.Add((NowMs, gateway, (char)inner.Resource));
        if (!IsAnswering)
            return;
        byte[] body = new byte[OscoreMessage.DatagramMax];
        int count = inner.Resource switch
        {
            Resource.CheckIn => AnswerCheckIn(work, body),
            Resource.Events => AnswerEvents(work, body),
            _ => AnswerTable(body)
        };
        if (count == 0)
            return;
        int length = inner.Write(body, 0, count, plain, 0, plain.Length);
        int total = codec.ProtectResponse(
            context, message, partialIv, OscoreOption.NoPartialIv, plain, 0, length, datagram, 0);
        toDepot.Enqueue(datagram[..total]);
    }

    private int AnswerCheckIn(byte[] work, byte[] body)
    {
        CheckIn checkIn = new();
        Assert.True(checkIn.TryRead(work, inner.PayloadOffset, inner.PayloadCount));
        CheckIns.Add(checkIn);
        inner.Begin(CoapCode.Changed);
        return new CheckInAnswer
        {
            Time = Time, TableVersion = TableVersion, AckedEvent = Acked, MinimumEpoch = MinimumEpoch
        }.Write(body, 0, body.Length);
    }

    private int AnswerEvents(byte[] work, byte[] body)
    {
        EventBatchReader reader = new();
        JournalEvent next = new();
        Assert.True(reader.TryBegin(work, inner.PayloadOffset, inner.PayloadCount, next));
        uint last = Acked;
        while (reader.TryNext(next))
        {
            Events.Add(new SeenEvent(
                next.Number, (EventKind)next.Kind, next.Compartment, next.Time, next.Details[..next.DetailCount]));
            last = Math.Max(last, next.Number);
        }

        if (!HoldsEvents)
            return 0;
        Acked = last;
        inner.Begin(CoapCode.Changed);
        return new EventsAnswer { AckedEvent = Acked }.Write(body, 0, body.Length);
    }

    private int AnswerTable(byte[] body)
    {
        int block = BlockValue.Number((uint)inner.Block2);
        int start = block * BlockBytes;
        int count = Math.Min(BlockBytes, Table.Length - start);
        Array.Copy(Table, start, body, 0, count);
        inner.Begin(CoapCode.Content);
        inner.SetETag(TableVersion);
        inner.Block2 = BlockValue.Encode(block, start + count < Table.Length, BlockValue.LargestExponent);
        return count;
    }

    // SendOrder makes the token from the partial IV.
    private long IvOfToken() => (message.Header.Token[0] << 8) | message.Header.Token[1];

    private void TakeOrderAnswer(byte[] work)
    {
        Assert.True(codec.TryUnprotectResponse(context, message, IvOfToken(), work));
        Assert.Equal(WireError.None, inner.TryRead(work, message.PayloadOffset, message.PayloadCount));
        OrderAnswer answer = new();
        Assert.True(answer.TryRead(work, inner.PayloadOffset, inner.PayloadCount));
        OrderAnswers.Add(answer);
    }
}
