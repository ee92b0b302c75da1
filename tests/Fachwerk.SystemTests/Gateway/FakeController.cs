using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Witness;
using Xunit;

namespace Fachwerk.SystemTests.Gateway;

/// <summary>The controller's side of the profile over a real socket, with a hand on each byte.</summary>
public sealed class FakeController : IDisposable
{
    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(20);

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly EnrolledIdentity _identity;
    private readonly OscoreCodec _codec = new(new FrameworkAead());
    private readonly OscoreWitness _witness;
    private readonly Queue<(byte[] Datagram, int From)> _orders = [];
    private OscoreContext _context;
    private int _messageId = 0x1200;

    public FakeController(EnrolledIdentity identity, int port)
    {
        _identity = identity;
        Gateway = port;
        _witness = new OscoreWitness(identity.TransportSecret, (uint)identity.Controller);
        _context = ControllerContext.ForController(
            FrameworkHmac.Instance, identity.TransportSecret, (uint)identity.Controller, 0);
    }

    public long Controller => _identity.Controller;

    /// <summary>The next partial IV.</summary>
    public long Sequence { get; set; }

    /// <summary>The port it sends to.</summary>
    public int Gateway { get; set; }

    /// <summary>The port the newest datagram came from.</summary>
    public int HeardFrom { get; private set; }

    /// <summary>Whether a datagram has arrived that was not yet received.</summary>
    public bool HasMore => _orders.Count > 0 || _socket.Available > 0;

    /// <summary>Notes what is sent and received; what is not protected as SPEC.md says fails the test.</summary>
    public NonceLedger? Ledger { get; set; }

    public void StepTo(int epoch)
    {
        var secret = ControllerContext.SecretOf(
            FrameworkHmac.Instance, _identity.TransportSecret, (uint)Controller, 0, epoch);
        _context = ControllerContext.ForController(FrameworkHmac.Instance, secret, (uint)Controller, epoch);
        Sequence = 0;
    }

    /// <summary>Uses a key the gateway does not have, under the right kid.</summary>
    public void ForgetKey() => _context = ControllerContext.ForController(
        FrameworkHmac.Instance, new byte[16], (uint)Controller, 0);

    public byte[] CheckIn(Action<CheckIn>? change = null)
    {
        var body = new CheckIn
        {
            AppVersion = AppVersion.Encode(1, 2, 3), SupplyMillivolts = 12_000, OldestUnacked = 1,
        };
        body.OpenDoors.Clear(16);
        change?.Invoke(body);
        return Request(CoapCode.Post, Resource.CheckIn, buffer => body.Write(buffer, 0, buffer.Length));
    }

    public byte[] Events(uint first, params JournalEvent[] events)
    {
        var writer = new EventBatchWriter();
        return Request(CoapCode.Post, Resource.Events, buffer =>
        {
            writer.Begin(first, buffer, 0, buffer.Length);
            foreach (var entry in events)
                writer.TryAdd(entry);
            return writer.Count;
        });
    }

    public byte[] ReadTable(uint since, int block = 0) => Request(CoapCode.Get, Resource.Table, _ => 0, inner =>
    {
        inner.Since = since;
        inner.Block2 = BlockValue.Encode(block, false, BlockValue.LargestExponent);
    });

    public byte[] Request(int code, int resource, Func<byte[], int> write, Action<InnerMessage>? change = null)
    {
        var body = new byte[1024];
        var inner = new InnerMessage();
        inner.Begin(code);
        inner.Resource = resource;
        change?.Invoke(inner);
        var plain = new byte[1152];
        var count = inner.Write(body, 0, write(body), plain, 0, plain.Length);
        var message = new OscoreMessage();
        message.Header.MessageId = _messageId++ & 0xFFFF;
        message.Header.SetToken(message.Header.MessageId);
        var output = new byte[1152];
        var length = _codec.ProtectRequest(_context, message, Sequence++, plain, 0, count, output, 0);
        return output[..length];
    }

    public Task SendAsync(byte[] datagram, CancellationToken ct) => SendAsync(datagram, Gateway, ct);

    public Task SendAsync(byte[] datagram, int gateway, CancellationToken ct)
    {
        Note(datagram, Side.Controller);
        return _socket.SendAsync(datagram, new IPEndPoint(IPAddress.Loopback, gateway), ct).AsTask();
    }

    /// <summary>The next datagram from the gateway, whatever it is.</summary>
    public Task<byte[]> ReceiveAsync(CancellationToken ct)
    {
        if (!_orders.TryDequeue(out var order))
            return ReceiveNewAsync(ct);
        HeardFrom = order.From;
        return Task.FromResult(order.Datagram);
    }

    private async Task<byte[]> ReceiveNewAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(AnswerWait);
        var received = await _socket.ReceiveAsync(limit.Token);
        HeardFrom = received.RemoteEndPoint.Port;
        Note(received.Buffer, Side.Gateway);
        return received.Buffer;
    }

    /// <summary>Whether the gateway stays silent for a while.</summary>
    public async Task<bool> HearsNothingAsync(TimeSpan wait, CancellationToken ct)
    {
        if (_orders.Count > 0)
            return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(wait);
        try
        {
            await _socket.ReceiveAsync(limit.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>
    /// Sends a telegram and opens the next datagram as its answer; an order may come any time and is kept for its turn,
    /// and the answer to an earlier telegram may come late.
    /// </summary>
    public async Task<Answer> AskAsync(byte[] datagram, CancellationToken ct)
    {
        await SendAsync(datagram, ct);
        var received = await ReceiveNewAsync(ct);
        for (; IsRequest(received) || IsEarlier(received, datagram); received = await ReceiveNewAsync(ct))
        {
            if (IsRequest(received))
                _orders.Enqueue((received, HeardFrom));
        }

        return Open(datagram, received);
    }

    // Of an acknowledgement that names the telegram before.
    private static bool IsEarlier(byte[] received, byte[] datagram) => received.Length > 3
        && (ushort)(BinaryPrimitives.ReadUInt16BigEndian(received.AsSpan(2)) + 1)
            == BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(2));

    // RFC 7252 §5.2: of the class 0, and no answer's.
    private static bool IsRequest(byte[] datagram) => datagram.Length > 1 && datagram[1] >> 5 == 0;

    /// <summary>Opens a datagram as the answer to a telegram; fails the test when it is not.</summary>
    public Answer Open(byte[] telegram, byte[] datagram)
    {
        var request = new OscoreMessage();
        Assert.Equal(WireError.None, request.TryReadRequest(telegram, 0, telegram.Length));
        var response = new OscoreMessage();
        Assert.Equal(WireError.None, response.TryReadResponse(datagram, 0, datagram.Length));
        Assert.Equal(request.Header.MessageId, response.Header.MessageId);
        Assert.Equal(request.Header.Token[..2], response.Header.Token[..2]);
        Assert.True(_codec.TryUnprotectResponse(_context, response, request.Option.PartialIv, datagram));
        var inner = new InnerMessage();
        Assert.Equal(WireError.None, inner.TryRead(datagram, response.PayloadOffset, response.PayloadCount));
        return new Answer(inner, datagram, datagram.Length);
    }

    /// <summary>Receives the next datagram as an order.</summary>
    public async Task<ReceivedOrder> ReceiveOrderAsync(CancellationToken ct) => OpenOrder(await ReceiveAsync(ct));

    /// <summary>Opens a datagram as an order; fails the test when it is none.</summary>
    public ReceivedOrder OpenOrder(byte[] datagram)
    {
        var message = new OscoreMessage();
        Assert.Equal(WireError.None, message.TryReadRequest(datagram, 0, datagram.Length));
        var sequence = message.Option.PartialIv;
        Assert.True(_codec.TryUnprotectRequest(_context, message, datagram));
        var inner = new InnerMessage();
        Assert.Equal(WireError.None, inner.TryRead(datagram, message.PayloadOffset, message.PayloadCount));
        Assert.Equal((CoapCode.Post, Resource.Order), (inner.Code, inner.Resource));
        var order = new OrderTelegram();
        Assert.True(order.TryRead(datagram, inner.PayloadOffset, inner.PayloadCount));
        return new ReceivedOrder(order, message, sequence);
    }

    public Task AnswerAsync(ReceivedOrder received, OrderOutcome outcome, uint entry, CancellationToken ct)
    {
        var answer = new OrderAnswer { OrderId = received.Order.OrderId, Outcome = (int)outcome, Event = entry };
        var body = new byte[32];
        var inner = new InnerMessage();
        inner.Begin(CoapCode.Changed);
        var plain = new byte[64];
        var count = inner.Write(body, 0, answer.Write(body, 0, body.Length), plain, 0, plain.Length);
        var output = new byte[128];
        var length = _codec.ProtectResponse(
            _context, received.Message, received.Sequence, OscoreOption.NoPartialIv, plain, 0, count, output, 0);
        return SendAsync(output[..length], ct);
    }

    public void Dispose() => _socket.Dispose();

    private void Note(byte[] datagram, Side from) => Ledger?.Note(Assert.NotNull(_witness.See(datagram, from)));

    public sealed record Answer(InnerMessage Inner, byte[] Buffer, int DatagramLength)
    {
        public byte[] Payload => Buffer[Inner.PayloadOffset..(Inner.PayloadOffset + Inner.PayloadCount)];

        public CheckInAnswer CheckIn()
        {
            var answer = new CheckInAnswer();
            Assert.Equal(CoapCode.Changed, Inner.Code);
            Assert.True(answer.TryRead(Buffer, Inner.PayloadOffset, Inner.PayloadCount));
            return answer;
        }

        public uint AckedEvent() => Events().AckedEvent;

        public EventsAnswer Events()
        {
            var answer = new EventsAnswer();
            Assert.Equal(CoapCode.Changed, Inner.Code);
            Assert.True(answer.TryRead(Buffer, Inner.PayloadOffset, Inner.PayloadCount));
            return answer;
        }
    }

    public sealed record ReceivedOrder(OrderTelegram Order, OscoreMessage Message, long Sequence);
}
