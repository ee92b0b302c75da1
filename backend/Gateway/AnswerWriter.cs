using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// Puts answers together and protects them, each under the nonce of the request it answers: so call it once for a
/// telegram, and only after its commit. For one thread.
/// </summary>
internal sealed class AnswerWriter(IAead aead)
{
    private readonly OscoreCodec _codec = new(aead);
    private readonly InnerMessage _inner = new();
    private readonly CheckInAnswer _checkIn = new();
    private readonly EventsAnswer _events = new();
    private readonly byte[] _body = new byte[OscoreMessage.DatagramMax];
    private readonly byte[] _message = new byte[OscoreMessage.DatagramMax];

    /// <summary>The datagram last written.</summary>
    public byte[] Output { get; } = new byte[OscoreMessage.DatagramMax];

    /// <param name="time">Unix seconds, 0 when this node's clock is not to be trusted.</param>
    /// <returns>Bytes of <see cref="Output"/>.</returns>
    public int WriteCheckIn(Telegram telegram, in AcceptedTelegram accepted, long time, TimeSpan interval)
    {
        _checkIn.Time = time;
        _checkIn.TableVersion = (uint)accepted.TableVersionWanted;
        _checkIn.AckedEvent = (uint)accepted.AckedEvent;
        _checkIn.NextCheckInSeconds = (int)interval.TotalSeconds;
        _checkIn.MinimumEpoch = accepted.MinimumEpoch;
        _inner.Begin(CoapCode.Changed);
        return Protect(telegram, _body, 0, _checkIn.Write(_body, 0, _body.Length));
    }

    /// <returns>Bytes of <see cref="Output"/>.</returns>
    public int WriteEvents(Telegram telegram, in AcceptedTelegram accepted)
    {
        _events.AckedEvent = (uint)accepted.AckedEvent;
        _events.WaitSeconds = telegram.Kind == TelegramKind.HeldEvents ? EventCeilings.WaitSeconds : 0;
        _inner.Begin(CoapCode.Changed);
        return Protect(telegram, _body, 0, _events.Write(_body, 0, _body.Length));
    }

    /// <summary>An error without a body.</summary>
    /// <returns>Bytes of <see cref="Output"/>.</returns>
    public int WriteRefusal(Telegram telegram, int code)
    {
        _inner.Begin(code);
        return Protect(telegram, _body, 0, 0);
    }

    /// <summary>
    /// Asks for a proof that the request is fresh (RFC 9175 §2.3). Another node, or this one after a start, may do so
    /// once more: to the same request in the same generation it is the same, byte for byte, under the same number.
    /// </summary>
    /// <returns>Bytes of <see cref="Output"/>.</returns>
    public int WriteEchoDemand(Telegram telegram, in EchoDemand demand, EchoValues echoes)
    {
        _inner.Begin(CoapCode.Unauthorized);
        echoes.Write(demand.Controller, demand.Incarnation, _inner.Echo);
        _inner.EchoCount = EchoValues.Length;
        var length = _inner.Write(_body, 0, 0, _message, 0, _message.Length);
        return _codec.ProtectResponse(
            telegram.Context, telegram.Message, telegram.PartialIv, demand.NumberFor(telegram.PartialIv),
            _message, 0, length, Output, 0);
    }

    /// <summary>The block of a table's body that the telegram asks for; the first one if it names none.</summary>
    /// <returns>Bytes of <see cref="Output"/>.</returns>
    public int WriteTable(Telegram telegram, TableBody table)
    {
        var block = telegram.Block2 >= 0
            ? (uint)telegram.Block2
            : BlockValue.Encode(0, false, BlockValue.LargestExponent);
        var exponent = BlockValue.SizeExponent(block);
        var number = BlockValue.Number(block);
        var size = BlockValue.SizeBytes(exponent);
        var offset = (long)number * size;
        if (offset >= table.Bytes.Length)
            return WriteRefusal(telegram, CoapCode.BadOption);
        var count = (int)Math.Min(size, table.Bytes.Length - offset);
        var more = offset + count < table.Bytes.Length;
        _inner.Begin(CoapCode.Content);
        _inner.SetETag(table.To);
        if (more || number > 0 || telegram.Block2 >= 0)
            _inner.Block2 = BlockValue.Encode(number, more, exponent);
        return Protect(telegram, table.Bytes, (int)offset, count);
    }

    private int Protect(Telegram telegram, byte[] body, int offset, int count)
    {
        var length = _inner.Write(body, offset, count, _message, 0, _message.Length);
        return _codec.ProtectResponse(telegram.Context, telegram.Message, telegram.PartialIv,
            OscoreOption.NoPartialIv, _message, 0, length, Output, 0);
    }
}
