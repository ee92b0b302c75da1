using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Benchmarks.Load;

/// <summary>
/// Many controllers as the gateway sees them: their keys and sequence numbers, the telegrams they send, the answers
/// they accept. A request is known again by message id and token, 32 bits together.
/// </summary>
internal sealed class Depots
{
    private readonly OscoreCodec _codec = new(AesNiAead.OrFramework());
    private readonly OscoreMessage _message = new();
    private readonly InnerMessage _inner = new();
    private readonly CheckIn _checkIn = new();
    private readonly byte[] _body = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _plain = new byte[OscoreMessage.DatagramMax];
    private readonly OscoreContext[] _contexts;
    private readonly int[] _sent;
    private readonly long _firstPartialIv;

    /// <param name="count">Controllers from <see cref="LoadFleet.First"/> on.</param>
    /// <param name="firstPartialIv">Above all that were used before.</param>
    public Depots(int count, long firstPartialIv)
    {
        _contexts = new OscoreContext[count];
        _sent = new int[count];
        _firstPartialIv = firstPartialIv;
        Parallel.For(0, count, i =>
        {
            var number = LoadFleet.First + (uint)i;
            _contexts[i] = ControllerContext.ForController(
                FrameworkHmac.Instance, LoadFleet.SecretOf(number), number, 0);
        });
        _checkIn.OpenDoors.Clear(32);
        _checkIn.AppVersion = AppVersion.Encode(1, 2, 3);
        _checkIn.TableVersion = 0;
        _checkIn.Time = 1_800_000_000;
        _checkIn.LastEvent = 70_000;
        _checkIn.OldestUnacked = 70_001;
        _checkIn.SupplyMillivolts = 12_100;
        _checkIn.Celsius = 21;
        _checkIn.LastOrder = 300;
    }

    /// <summary>How many there are.</summary>
    public int Count => _contexts.Length;

    /// <summary>Puts the next check-in of a controller together.</summary>
    /// <param name="key">Message id in the low, token in the high 16 bits.</param>
    /// <returns>Bytes of the datagram.</returns>
    public int CheckIn(int depot, uint key, byte[] datagram)
    {
        _inner.Begin(CoapCode.Post);
        _inner.Resource = Resource.CheckIn;
        var count = _inner.Write(_body, 0, _checkIn.Write(_body, 0, _body.Length), _plain, 0, _plain.Length);
        _message.Header.MessageId = (int)(key & 0xFFFF);
        _message.Header.SetToken((int)(key >> 16));
        return _codec.ProtectRequest(
            _contexts[depot], _message, _firstPartialIv + _sent[depot]++, _plain, 0, count, datagram, 0);
    }

    /// <summary>Sequence number of a controller's newest telegram.</summary>
    public long PartialIvOf(int depot) => _firstPartialIv + _sent[depot] - 1;

    /// <summary>The key of the request that a datagram answers.</summary>
    public bool TryReadKey(byte[] datagram, int count, out uint key)
    {
        var isAnswer = _message.TryReadResponse(datagram, 0, count) == WireError.None
            && _message.Header.TokenCount == 2;
        key = ((uint)_message.Header.Token[0] << 24) | ((uint)_message.Header.Token[1] << 16)
            | (uint)_message.Header.MessageId;
        return isAnswer;
    }

    /// <summary>Whether the answer just read is genuine for this request.</summary>
    public bool Verifies(int depot, long partialIv, byte[] datagram) =>
        _codec.TryUnprotectResponse(_contexts[depot], _message, partialIv, datagram);
}
