using System.Net;
using System.Net.Sockets;
using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Benchmarks.Gateway;

/// <summary>A sender and the gateway's receiving parts over a pair of loopback sockets.</summary>
internal sealed class ReceivePath : IDisposable
{
    private const uint Fresh = 1001;
    private const uint Seen = 1002;
    private const uint Unknown = 1003;

    private readonly Socket _sender = Bound();
    private readonly Socket _receiver = Bound();
    private readonly SocketAddress _to;
    private readonly Telegram _telegram = new();
    private readonly byte[] _echo = new byte[Telegram.BufferLength];
    private readonly SocketAddress _echoFrom = new(AddressFamily.InterNetworkV6);
    private readonly TelegramGate _gate;
    private readonly byte[] _genuine = CheckInOf(Fresh);
    private readonly byte[] _replayed = CheckInOf(Seen);
    private readonly byte[] _unknown = CheckInOf(Unknown);
    private readonly byte[] _forged = CheckInOf(Fresh);
    private readonly byte[] _next = CheckInOf(Fresh, epoch: 1);
    private readonly byte[] _farthest = CheckInOf(Fresh, ControllerSession.EpochsAheadMax);
    private readonly byte[] _noise = new byte[65];

    public ReceivePath()
    {
        _to = ((IPEndPoint)_receiver.LocalEndPoint!).Serialize();
        _forged[^1] ^= 1;
        _next[^1] ^= 1;
        _farthest[^1] ^= 1;
        new Random(1).NextBytes(_noise);
        var sessions = new SessionTable();
        sessions.Put(new ControllerSession(Fresh, SecretOf(Fresh), 0, 0, -1));
        sessions.Put(new ControllerSession(Seen, SecretOf(Seen), 0, 0, 100_000));
        _gate = new TelegramGate(sessions, AesNiAead.OrFramework());
    }

    public int Length => _genuine.Length;

    public void Echo()
    {
        Receive(_genuine);
        _receiver.SendTo(_telegram.Buffer.AsSpan(0, _telegram.Count), SocketFlags.None, _telegram.Source);
        _sender.ReceiveFrom(_echo, SocketFlags.None, _echoFrom);
    }

    public void ReceiveAlone() => Receive(_genuine);

    public void Noise() => Check(_noise, isGenuine: false);

    public void UnknownController() => Check(_unknown, isGenuine: false);

    public void Replayed() => Check(_replayed, isGenuine: false);

    public void Forged() => Check(_forged, isGenuine: false);

    public void NextEpoch() => Check(_next, isGenuine: false);

    public void FarthestEpoch() => Check(_farthest, isGenuine: false);

    // Nothing is committed here, so the same telegram stays new.
    public void Genuine() => Check(_genuine, isGenuine: true);

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    private void Check(byte[] datagram, bool isGenuine)
    {
        Receive(datagram);
        if (_gate.Check(_telegram) is null != isGenuine)
            throw new InvalidOperationException("The gate decided otherwise than the benchmark means.");
    }

    private void Receive(byte[] datagram)
    {
        _sender.SendTo(datagram, SocketFlags.None, _to);
        _telegram.Count = _receiver.ReceiveFrom(_telegram.Buffer, SocketFlags.None, _telegram.Source);
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 0));
        return socket;
    }

    private static byte[] SecretOf(uint controller) => [.. Enumerable.Range(0, 16).Select(n => (byte)(n + controller))];

    private static byte[] CheckInOf(uint controller, int epoch = 0)
    {
        var secret = ControllerContext.SecretOf(FrameworkHmac.Instance, SecretOf(controller), controller, 0, epoch);
        var context = ControllerContext.ForController(FrameworkHmac.Instance, secret, controller, epoch);
        var body = new CheckIn
        {
            AppVersion = AppVersion.Encode(1, 0, 0), TableVersion = 300, Time = 1_800_000_000, LastEvent = 70_000,
            OldestUnacked = 70_001, SupplyMillivolts = 12_000, Celsius = 21, LastOrder = 300,
        };
        body.OpenDoors.Clear(32);
        var payload = new byte[128];
        var inner = new InnerMessage();
        inner.Begin(CoapCode.Post);
        inner.Resource = Resource.CheckIn;
        var plain = new byte[128];
        var count = inner.Write(payload, 0, body.Write(payload, 0, payload.Length), plain, 0, plain.Length);
        var message = new OscoreMessage();
        message.Header.SetToken(0x1234);
        var output = new byte[256];
        var length = new OscoreCodec(new FrameworkAead()).ProtectRequest(
            context, message, 70_000, plain, 0, count, output, 0);
        return output[..length];
    }
}
