using System.Net;
using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Board;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;
using Fachwerk.Witness;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// The other end of a depot's socket: verifies and answers as a gateway would, and remembers what it saw.
/// </summary>
internal sealed class TestGateway : IDatagramSocket, IDisposable
{
    private readonly SoftwareCryptoChip _crypto = new();
    private readonly OscoreCodec _codec;
    private readonly OscoreMessage _message = new();
    private readonly InnerMessage _inner = new();
    private readonly Queue<(long DueMs, byte[] Raw, IPEndPoint From)> _toDepot = new();
    private readonly byte[] _plain = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _datagram = new byte[OscoreMessage.DatagramMax];
    private readonly uint _controller;
    private readonly byte[] _secret;
    private OscoreContext _context;
    private readonly Dictionary<int, long> _orderIvs = [];
    private readonly OscoreWitness _witness;
    private int _epoch;

    public TestGateway(DepotIdentity identity)
    {
        _controller = identity.Controller;
        _secret = identity.TransportSecret;
        _codec = new OscoreCodec(new AesCcm(_crypto.Aes));
        _witness = new OscoreWitness(_secret, _controller);
        _context = ControllerContext.ForGateway(_crypto.Hmac, _secret, _controller, 0);
    }

    public bool IsAnswering { get; set; } = true;

    public bool HoldsEvents { get; set; } = true;

    /// <summary>Seconds; while it is above 0, no events are taken.</summary>
    public int WaitSeconds { get; set; }

    public long Time { get; set; }

    /// <summary>What each gateway tells instead of <see cref="Time"/>; null: it does not answer.</summary>
    public Func<string, long?>? Clocks { get; set; }

    public int MinimumEpoch { get; set; }

    public uint Acked { get; set; }

    public uint TableVersion { get; set; }

    public byte[] Table { get; set; } = [];

    /// <summary>Runs once, right after the next block of the table went out.</summary>
    public Action? AfterTableBlock { get; set; }

    public long NowMs { get; set; }

    /// <summary>How long an answer is under way.</summary>
    public int AnswerAfterMs { get; set; }

    /// <summary>The partial IV of the next order.</summary>
    public long NextIv { get; set; }

    public List<long> PartialIvs { get; } = [];

    /// <summary>What the depot's datagrams were sealed under, as a witness saw them that shares no code with it.
    /// </summary>
    public List<Sealing> Sealings { get; } = [];

    public List<(long AtMs, string Gateway, char Resource)> Requests { get; } = [];

    public List<CheckIn> CheckIns { get; } = [];

    public List<SeenEvent> Events { get; } = [];

    public List<OrderAnswer> OrderAnswers { get; } = [];

    /// <summary>The codes of all answers of the depot.</summary>
    public List<int> AnswerCodes { get; } = [];

    public List<byte[]> Raw { get; } = [];

    /// <summary>What the network's name server knows; also the gateways that are there.</summary>
    public Dictionary<string, IPAddress> Hosts { get; } = new()
    {
        ["one"] = IPAddress.Parse("10.0.0.1"), ["two"] = IPAddress.Parse("10.0.0.2")
    };

    /// <summary>Seconds that its answers may be used.</summary>
    public uint NameSeconds { get; set; } = 60;

    /// <summary>What becomes of its answers on their way; null: nothing.</summary>
    public Func<byte[], byte[]>? Mangle { get; set; }

    /// <summary>The names that were asked for, and when.</summary>
    public List<(long AtMs, string Host, int Type)> Questions { get; } = [];

    /// <summary>Where datagrams went that are no questions.</summary>
    public List<(long AtMs, IPEndPoint To)> SentTo { get; } = [];

    public void Dispose() => _crypto.Dispose();

    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count)
    {
        byte[] copy = buffer[offset..(offset + count)];
        IPEndPoint end = target.ToEndPoint();
        if (end.Equals(VirtualNetwork.NameServer))
        {
            AnswerQuestion(copy);
            return true;
        }

        SentTo.Add((NowMs, end));
        Raw.Add(copy);
        Sealings.Add(Assert.NotNull(_witness.See(copy, Side.Controller)));
        if (Hosts.FirstOrDefault(host => host.Value.Equals(end.Address)).Key is not { } name)
            return true;
        byte[] work = [.. copy];
        if (_message.TryReadRequest(work, 0, count) == WireError.None)
            TakeRequest($"{name}:{end.Port}", end, work);
        else if (_message.TryReadResponse(work, 0, count) == WireError.None)
            TakeOrderAnswer(work);
        return true;
    }

    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from)
    {
        if (!_toDepot.TryPeek(out (long DueMs, byte[] Raw, IPEndPoint From) first) || first.DueMs > NowMs)
            return 0;
        byte[] next = _toDepot.Dequeue().Raw;
        Array.Copy(next, 0, buffer, offset, Math.Min(next.Length, capacity));
        from.Set(first.From);
        return next.Length;
    }

    public void Deliver(byte[] raw) => Deliver(raw, new IPEndPoint(Hosts["one"], 5683));

    public void Deliver(byte[] raw, IPEndPoint from) => _toDepot.Enqueue((NowMs, raw, from));

    private void AnswerQuestion(byte[] question)
    {
        string host = Assert.IsType<string>(NameServer.HostIn(question));
        Questions.Add((NowMs, host, NameServer.TypeIn(question)));
        IPAddress[] found = Hosts.TryGetValue(host, out IPAddress? address) ? [address] : [];
        byte[] answer = NameServer.Answer(question, found, NameSeconds);
        Deliver(Mangle is null ? answer : Mangle(answer), VirtualNetwork.NameServer);
    }

    public byte[] SendOrder(uint id, OrderKind kind, int compartment, long notAfter)
    {
        byte[] body = new byte[64];
        int count = new OrderTelegram { OrderId = id, Kind = (int)kind, Compartment = compartment, NotAfter = notAfter }
            .Write(body, 0, body.Length);
        return SendRequest(CoapCode.Post, Resource.Order, body[..count]);
    }

    public byte[] SendRequest(int code, int resource, byte[] body)
    {
        _inner.Begin(code);
        _inner.Resource = resource;
        int length = _inner.Write(body, 0, body.Length, _plain, 0, _plain.Length);
        OscoreMessage request = new();
        long orderIv = NextIv++;
        int token = (int)(orderIv & 0xFFFF);
        _orderIvs[token] = orderIv;
        request.Header.MessageId = token;
        request.Header.SetToken(token);
        int total = _codec.ProtectRequest(_context, request, orderIv, _plain, 0, length, _datagram, 0);
        byte[] raw = _datagram[..total];
        Assert.NotNull(_witness.See(raw, Side.Gateway));
        Deliver(raw);
        return raw;
    }

    private void TakeRequest(string gateway, IPEndPoint end, byte[] work)
    {
        Assert.Equal(_controller, _message.Controller);
        if (_message.Epoch != _epoch)
        {
            byte[] stepped = ControllerContext.SecretOf(_crypto.Hmac, _secret, _controller, 0, _message.Epoch);
            _epoch = _message.Epoch;
            _context = ControllerContext.ForGateway(_crypto.Hmac, stepped, _controller, _epoch);
        }

        Assert.True(_codec.TryUnprotectRequest(_context, _message, work));
        long partialIv = _message.Option.PartialIv;
        PartialIvs.Add(partialIv);
        Assert.Equal(WireError.None, _inner.TryRead(work, _message.PayloadOffset, _message.PayloadCount));
        Requests.Add((NowMs, gateway, (char)_inner.Resource));
        long? time = Clocks is null ? Time : Clocks(gateway);
        if (!IsAnswering || time is null)
            return;
        byte[] body = new byte[OscoreMessage.DatagramMax];
        int count = _inner.Resource switch
        {
            Resource.CheckIn => AnswerCheckIn(work, body, time.Value),
            Resource.Events => AnswerEvents(work, body),
            _ => AnswerTable(body)
        };
        if (count == 0)
            return;
        int length = _inner.Write(body, 0, count, _plain, 0, _plain.Length);
        int total = _codec.ProtectResponse(
            _context, _message, partialIv, OscoreOption.NoPartialIv, _plain, 0, length, _datagram, 0);
        _toDepot.Enqueue((NowMs + AnswerAfterMs, _datagram[..total], end));
        if (_inner.Code == CoapCode.Content && AfterTableBlock is { } once)
        {
            AfterTableBlock = null;
            once();
        }
    }

    private int AnswerCheckIn(byte[] work, byte[] body, long time)
    {
        CheckIn checkIn = new();
        Assert.True(checkIn.TryRead(work, _inner.PayloadOffset, _inner.PayloadCount));
        CheckIns.Add(checkIn);
        _inner.Begin(CoapCode.Changed);
        return new CheckInAnswer
        {
            Time = time, TableVersion = TableVersion, AckedEvent = Acked, MinimumEpoch = MinimumEpoch
        }.Write(body, 0, body.Length);
    }

    private int AnswerEvents(byte[] work, byte[] body)
    {
        EventBatchReader reader = new();
        JournalEvent next = new();
        Assert.True(reader.TryBegin(work, _inner.PayloadOffset, _inner.PayloadCount, next));
        uint last = Acked;
        while (reader.TryNext(next))
        {
            Events.Add(new SeenEvent(
                next.Number, (EventKind)next.Kind, next.Compartment, next.Time, next.Details[..next.DetailCount]));
            last = Math.Max(last, next.Number);
        }

        if (!HoldsEvents)
            return 0;
        Acked = WaitSeconds > 0 ? Acked : last;
        _inner.Begin(CoapCode.Changed);
        return new EventsAnswer { AckedEvent = Acked, WaitSeconds = WaitSeconds }.Write(body, 0, body.Length);
    }

    private int AnswerTable(byte[] body)
    {
        int block = BlockValue.Number((uint)_inner.Block2);
        int exponent = BlockValue.SizeExponent((uint)_inner.Block2);
        int start = block * BlockValue.SizeBytes(exponent);
        int count = Math.Min(BlockValue.SizeBytes(exponent), Table.Length - start);
        Array.Copy(Table, start, body, 0, count);
        _inner.Begin(CoapCode.Content);
        _inner.SetETag(TableVersion);
        _inner.Block2 = BlockValue.Encode(block, start + count < Table.Length, exponent);
        return count;
    }

    private long IvOfToken() => _orderIvs[(_message.Header.Token[0] << 8) | _message.Header.Token[1]];

    private void TakeOrderAnswer(byte[] work)
    {
        Assert.True(_codec.TryUnprotectResponse(_context, _message, IvOfToken(), work));
        Assert.Equal(WireError.None, _inner.TryRead(work, _message.PayloadOffset, _message.PayloadCount));
        AnswerCodes.Add(_inner.Code);
        if (_inner.Code != CoapCode.Changed)
            return;
        OrderAnswer answer = new();
        Assert.True(answer.TryRead(work, _inner.PayloadOffset, _inner.PayloadCount));
        OrderAnswers.Add(answer);
    }
}
