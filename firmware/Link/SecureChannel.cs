using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// OSCORE between this controller and the gateway: protects what goes out, lets in only what verifies.
/// </summary>
public sealed class SecureChannel
{
    /// <summary>Bytes for the body of a telegram.</summary>
    public const int BodyMax = 1060;

    private readonly SessionStore session;
    private readonly ICryptoChip crypto;
    private readonly OscoreCodec codec;
    private readonly OscoreMessage sent = new OscoreMessage();
    private readonly OscoreMessage received = new OscoreMessage();
    private readonly byte[] plain = new byte[OscoreMessage.DatagramMax];
    private readonly uint controller;
    private OscoreContext context;
    private uint requestIv;
    private bool awaitsAnswer;

    /// <summary>The channel under the session's present secret.</summary>
    public SecureChannel(SessionStore session, ICryptoChip crypto, uint controller)
    {
        this.session = session;
        this.crypto = crypto;
        this.controller = controller;
        codec = new OscoreCodec(new AesCcm(crypto.Aes));
        context = ControllerContext.ForController(crypto.Hmac, session.Secret, controller, session.Epoch);
    }

    /// <summary>The inner message to send, or the one just received.</summary>
    public InnerMessage Inner { get; } = new InnerMessage();

    /// <summary>The datagram to send.</summary>
    public byte[] Datagram { get; } = new byte[OscoreMessage.DatagramMax];

    /// <summary>Where to put the body before protecting.</summary>
    public byte[] Body { get; } = new byte[BodyMax];

    /// <summary>Steps the epoch: one-way, new secret, numbers from 0, in one atomic record.</summary>
    public bool TryStepEpoch(int epoch)
    {
        if (epoch <= session.Epoch || epoch > Limits.EpochMax)
        {
            return false;
        }
        byte[] secret = ControllerContext.SecretOf(crypto.Hmac, session.Secret, controller, session.Epoch, epoch);
        if (!session.TryReset(secret, epoch))
        {
            return false;
        }
        awaitsAnswer = false;
        context = ControllerContext.ForController(crypto.Hmac, session.Secret, controller, epoch);
        return true;
    }

    /// <summary>Protects <see cref="Inner"/> with the first bytes of <see cref="Body"/> as a new request.</summary>
    /// <returns>Length of the datagram; 0 when no sequence number can be had or it does not fit.</returns>
    public int ProtectRequest(int bodyCount)
    {
        awaitsAnswer = false;
        int count = Inner.Write(Body, 0, bodyCount, plain, 0, plain.Length);
        if (count == 0 || !session.TryTakeSequence(out uint sequence))
        {
            return 0;
        }
        requestIv = sequence;
        // Numbers of a context are unique, so their low 16 bits serve as message id and token of the one open exchange.
        sent.Header.MessageId = (int)(sequence & 0xFFFF);
        sent.Header.SetToken((int)(sequence & 0xFFFF));
        int length = codec.ProtectRequest(context, sent, sequence, plain, 0, count, Datagram, 0);
        awaitsAnswer = length > 0;
        return length;
    }

    /// <summary>Gives up on the answer to the last request.</summary>
    public void Forget()
    {
        awaitsAnswer = false;
    }

    /// <summary>Verifies the answer to the last request.</summary>
    public bool TryOpenAnswer(byte[] buffer, int count)
    {
        bool isAnswer = awaitsAnswer && received.TryReadResponse(buffer, 0, count) == WireError.None
            && received.Header.HasToken((int)(requestIv & 0xFFFF))
            && codec.TryUnprotectResponse(context, received, requestIv, buffer)
            && Inner.TryRead(buffer, received.PayloadOffset, received.PayloadCount) == WireError.None;
        awaitsAnswer &= !isAnswer;
        return isAnswer;
    }

    /// <summary>
    /// Verifies a request of the gateway: replay first, without cryptography; the replay floor is durable before it
    /// returns.
    /// </summary>
    public bool TryOpenRequest(byte[] buffer, int count)
    {
        if (received.TryReadRequest(buffer, 0, count) != WireError.None
            || received.Epoch != session.Epoch || received.Option.PartialIv > uint.MaxValue - 1
            || !session.IsFresh((uint)received.Option.PartialIv)
            || !codec.TryUnprotectRequest(context, received, buffer))
        {
            return false;
        }
        return session.TrySpend((uint)received.Option.PartialIv)
            && Inner.TryRead(buffer, received.PayloadOffset, received.PayloadCount) == WireError.None;
    }

    /// <summary>Protects the one answer to the request just opened.</summary>
    /// <returns>Length of the datagram.</returns>
    public int ProtectAnswer(int bodyCount)
    {
        int count = Inner.Write(Body, 0, bodyCount, plain, 0, plain.Length);
        return count == 0
            ? 0
            : codec.ProtectResponse(
                context, received, received.Option.PartialIv, OscoreOption.NoPartialIv, plain, 0, count, Datagram, 0);
    }
}
