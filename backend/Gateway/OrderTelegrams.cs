using System.Diagnostics.CodeAnalysis;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>Orders as datagrams, and the answers to them. For one thread.</summary>
internal sealed class OrderTelegrams(IAead aead)
{
    private const int BodyMax = 64;

    private readonly OscoreCodec _codec = new(aead);
    private readonly InnerMessage _inner = new();
    private readonly OscoreMessage _message = new();
    private readonly OrderAnswer _answer = new();
    private readonly byte[] _body = new byte[BodyMax];
    private readonly byte[] _plain = new byte[OscoreMessage.DatagramMax];

    /// <summary>Protects one sending under its own number: so call it once for a sending.</summary>
    /// <param name="key">Of the exchange: token and message id.</param>
    /// <returns>Bytes of <paramref name="output"/>.</returns>
    public int Write(OrderSending sending, OscoreContext context, uint key, byte[] output)
    {
        var order = new OrderTelegram
        {
            OrderId = sending.OrderId, Kind = sending.Kind, Compartment = sending.Compartment,
            NotAfter = sending.NotAfter,
        };
        var count = order.Write(_body, 0, _body.Length);
        _inner.Begin(CoapCode.Post);
        _inner.Resource = Resource.Order;
        var length = _inner.Write(_body, 0, count, _plain, 0, _plain.Length);
        _message.Header.MessageId = (int)(key & 0xFFFF);
        _message.Header.SetToken((int)(key >> 16));
        return _codec.ProtectRequest(context, _message, sending.Sequence, _plain, 0, length, output, 0);
    }

    /// <summary>Verifies an answer and ends its exchange.</summary>
    /// <param name="answer">Until the next call.</param>
    /// <returns>Null when it is genuine, else why it is dropped.</returns>
    public DropReason? Read(
        Telegram telegram, OrderExchanges exchanges, [NotNull] out OrderExchange? exchange, out OrderAnswer answer)
    {
        answer = _answer;
        exchange = null!;
        var message = telegram.Message;
        if (message.TryReadResponse(telegram.Buffer, 0, telegram.Count) != WireError.None
            || message.Header.TokenCount != 2)
            return DropReason.Malformed;
        var key = ((uint)message.Header.Token[0] << 24) | ((uint)message.Header.Token[1] << 16)
            | (uint)message.Header.MessageId;
        if (exchanges.Find(key) is not { } found)
            return DropReason.UnknownAnswer;
        exchange = found;
        if (!_codec.TryUnprotectResponse(found.Context, message, found.PartialIv, telegram.Buffer))
            return DropReason.Forged;
        var isAnswer = exchanges.TryFinish(key)
            && _inner.TryRead(telegram.Buffer, message.PayloadOffset, message.PayloadCount) == WireError.None
            && _inner.Code == CoapCode.Changed
            && _answer.TryRead(telegram.Buffer, _inner.PayloadOffset, _inner.PayloadCount)
            && _answer.OrderId == found.OrderId;
        return isAnswer ? null : DropReason.Malformed;
    }
}
