using Fachwerk.Protocol;
using Fachwerk.Protocol.Cbor;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol.Telegrams;

/// <summary>
/// What a gateway does with every datagram, with a cipher that costs nothing: the codec's own allocation.
/// </summary>
public sealed class AllocationTests
{
    private const int Repetitions = 1_000;

    private readonly OscoreCodec _codec = new(new NoCipher());
    private readonly OscoreContext _depot = Context(ControllerContext.ForController);
    private readonly OscoreContext _gateway = Context(ControllerContext.ForGateway);
    private readonly OscoreMessage _request = new();
    private readonly OscoreMessage _received = new();
    private readonly InnerMessage _inner = new();
    private readonly EventBatchReader _events = new();
    private readonly JournalEvent _entry = new();
    private readonly CborWriter _details = new();
    private readonly EventsAnswer _answer = new();
    private readonly byte[] _body = Hex.Bytes("82 1a00011170 82 84 1a6b49d200 03 07 191267 83 00 16 00");
    private readonly byte[] _buffer = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _scratch = new byte[128];

    [Fact]
    public void A_telegram_is_peeked_at_verified_read_and_answered_without_allocating()
    {
        Assert.True(Exchange());

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = true;
        for (int i = 0; i < Repetitions; i++) all &= Exchange();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(all);
        Assert.Equal(0, allocated);
    }

    private bool Exchange()
    {
        _inner.Begin(CoapCode.Post);
        _inner.Resource = Resource.Events;
        int count = _inner.Write(_body, 0, _body.Length, _buffer, 0, _buffer.Length);
        _request.Header.SetToken(7);
        count = _codec.ProtectRequest(_depot, _request, 70_000, _buffer, 0, count, _buffer, 0);
        return Read(count) && Answer() > 0;
    }

    private bool Read(int count)
    {
        bool read = _received.TryReadRequest(_buffer, 0, count) == WireError.None
            && ReplayFloor.IsAbove(_received.Epoch, _received.Option.PartialIv, ReplayFloor.Of(0, 69_999))
            && _codec.TryUnprotectRequest(_gateway, _received, _buffer)
            && _inner.TryRead(_buffer, _received.PayloadOffset, _received.PayloadCount) == WireError.None
            && _events.TryBegin(_buffer, _inner.PayloadOffset, _inner.PayloadCount, _entry);
        while (read && _events.TryNext(_entry)) _events.CopyDetails(_entry, _details, _scratch, 0, _scratch.Length);
        return read;
    }

    private int Answer()
    {
        _answer.AckedEvent = _events.LastEvent;
        int count = _answer.Write(_scratch, 0, _scratch.Length);
        _inner.Begin(CoapCode.Changed);
        count = _inner.Write(_scratch, 0, count, _buffer, 0, _buffer.Length);
        return _codec.ProtectResponse(
            _gateway, _received, 70_000, OscoreOption.NoPartialIv, _buffer, 0, count, _buffer, 0);
    }

    private static OscoreContext Context(Func<IHmacSha256, byte[], uint, int, OscoreContext> derive) =>
        derive(new FrameworkHmac(), new byte[ControllerContext.SecretLength], 1001, 0);

    private sealed class NoCipher : IAead
    {
        public void Seal(byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count) =>
            buffer.AsSpan(offset + count, AesCcm.TagLength).Clear();

        public bool TryOpen(
            byte[] key, byte[] nonce, byte[] aad, int aadCount, byte[] buffer, int offset, int count) => true;
    }
}
