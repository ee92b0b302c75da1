using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Benchmarks.Protocol;

/// <summary>A check-in of 65 bytes and every step it goes through on either side.</summary>
internal sealed class CheckInTelegram
{
    private const uint Controller = 1001;
    private const long PartialIv = 70_000;

    private readonly OscoreCodec _codec;
    private readonly OscoreContext _depot;
    private readonly OscoreContext _gateway;
    private readonly OscoreMessage _sent = new();
    private readonly OscoreMessage _received = new();
    private readonly InnerMessage _inner = new();
    private readonly CheckIn _checkIn = new();
    private readonly byte[] _body = new byte[64];
    private readonly byte[] _plain = new byte[64];
    private readonly byte[] _opened = new byte[64];
    private readonly byte[] _datagram = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _copy = new byte[OscoreMessage.DatagramMax];
    private readonly int _plainCount;

    public CheckInTelegram(IAead aead)
    {
        var hmac = FrameworkHmac.Instance;
        byte[] secret = new byte[ControllerContext.SecretLength];
        _codec = new OscoreCodec(aead);
        _depot = ControllerContext.ForController(hmac, secret, Controller, 0);
        _gateway = ControllerContext.ForGateway(hmac, secret, Controller, 0);
        _sent.Header.SetToken(0xabcd);
        _checkIn.OpenDoors.Clear(32);
        _checkIn.AppVersion = AppVersion.Encode(1, 2, 3);
        _checkIn.TableVersion = 300;
        _checkIn.Time = 1_800_000_000;
        _checkIn.LastEvent = 70_000;
        _checkIn.OldestUnacked = 70_001;
        _checkIn.SupplyMillivolts = 12_100;
        _checkIn.LastOrder = 300;
        Encode();
        _plainCount = _inner.Write(_body, 0, _checkIn.Write(_body, 0, _body.Length), _plain, 0, _plain.Length);
        Protect();
        Unprotect();
        Array.Copy(_copy, _received.PayloadOffset, _opened, 0, _plainCount);
    }

    /// <summary>Bytes of the datagram.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that are encrypted.</summary>
    public int PlainLength => _plainCount;

    public void Encode()
    {
        int count = _checkIn.Write(_body, 0, _body.Length);
        _inner.Begin(CoapCode.Post);
        _inner.Resource = Resource.CheckIn;
        _inner.Write(_body, 0, count, _plain, 0, _plain.Length);
    }

    public void Protect() =>
        Length = _codec.ProtectRequest(_depot, _sent, PartialIv, _plain, 0, _plainCount, _datagram, 0);

    public void Peek()
    {
        WireError error = _received.TryReadRequest(_datagram, 0, Length);
        if (error != WireError.None || _received.Controller != Controller) throw new InvalidOperationException();
    }

    public void Unprotect()
    {
        Array.Copy(_datagram, _copy, Length);
        _received.TryReadRequest(_copy, 0, Length);
        if (!_codec.TryUnprotectRequest(_gateway, _received, _copy)) throw new InvalidOperationException();
    }

    public void Decode()
    {
        WireError error = _inner.TryRead(_opened, 0, _plainCount);
        bool read = _checkIn.TryRead(_opened, _inner.PayloadOffset, _inner.PayloadCount);
        if (error != WireError.None || !read) throw new InvalidOperationException();
    }
}
