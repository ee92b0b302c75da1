using Fachwerk.Protocol;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// The checks of a request, cheapest first: format, known controller, replay floor, all without cryptography; then the
/// tag, under overload only for who may still be tried. Allocates nothing but a controller's keys when they are first
/// needed or an epoch ahead is named. For the receiving thread.
/// </summary>
/// <param name="defence">Null where nobody outside can send.</param>
internal sealed class TelegramGate(
    SessionTable sessions, IAead aead, SourceDefence? defence = null)
{
    private readonly OscoreCodec _codec = new(aead);

    /// <summary>Verifies and decrypts a received datagram in its own buffer.</summary>
    /// <returns>Null when it is genuine, else why it is dropped.</returns>
    public DropReason? Check(Telegram telegram)
    {
        if (telegram.Count > OscoreMessage.DatagramMax)
            return DropReason.TooLong;
        var message = telegram.Message;
        var error = message.TryReadRequest(telegram.Buffer, 0, telegram.Count);
        if (error != WireError.None)
            return error == WireError.NotProtected ? DropReason.NotProtected : DropReason.Malformed;
        var controller = message.Controller;
        var epoch = message.Epoch;
        var partialIv = message.Option.PartialIv;
        if (controller == 0 || epoch < 0 || partialIv > Limits.ControllerPartialIvMax)
            return DropReason.Malformed;
        if (!sessions.TryFind(controller, out var session))
            return DropReason.UnknownController;
        if (!session.IsAboveFloor(epoch, partialIv) || !session.IsAboveSeen(epoch, partialIv))
            return epoch < session.Epoch ? DropReason.WrongEpoch : DropReason.Replayed;
        if (defence?.MayTry(session, epoch, telegram) is false)
            return DropReason.UnknownSource;
        if (!session.TryLoad(epoch, telegram.Keys))
            return DropReason.WrongEpoch;
        if (!_codec.TryUnprotectRequest(telegram.Context, message, telegram.Buffer))
            return DropReason.Forged;
        telegram.Session = session;
        telegram.Epoch = epoch;
        telegram.PartialIv = partialIv;
        return null;
    }
}
