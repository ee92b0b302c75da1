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
public sealed class SecureChannel(SessionStore session, ICryptoChip crypto, uint controller)
{
    /// <summary>Bytes for the body of a telegram.</summary>
    public const int BodyMax = 1060;

    private readonly SessionStore _session = session;
    private readonly ICryptoChip _crypto = crypto;
    private readonly OscoreCodec _codec = new OscoreCodec(new AesCcm(crypto.Aes));
    private readonly OscoreMessage _sent = new OscoreMessage();
    private readonly OscoreMessage _received = new OscoreMessage();
    private readonly byte[] _plain = new byte[OscoreMessage.DatagramMax];
    private readonly uint _controller = controller;
    private OscoreContext _context =
        ControllerContext.ForController(crypto.Hmac, session.Secret, controller, session.Epoch);
    private uint _requestIv;
    private int _messageId;
    private bool _awaitsAnswer;

    /// <summary>Number of this controller.</summary>
    public uint Controller => _controller;

    /// <summary>The inner message to send, or the one just received.</summary>
    public InnerMessage Inner { get; } = new InnerMessage();

    /// <summary>The datagram to send.</summary>
    public byte[] Datagram { get; } = new byte[OscoreMessage.DatagramMax];

    /// <summary>Where to put the body before protecting.</summary>
    public byte[] Body { get; } = new byte[BodyMax];

    /// <summary>Steps the epoch: one-way, new secret, numbers from 0, in one atomic record.</summary>
    public bool TryStepEpoch(int epoch)
    {
        if (epoch <= _session.Epoch || epoch > Limits.EpochMax)
        {
            return false;
        }
        byte[] secret = ControllerContext.SecretOf(_crypto.Hmac, _session.Secret, _controller, _session.Epoch, epoch);
        if (!_session.TryReset(secret, epoch))
        {
            return false;
        }
        _awaitsAnswer = false;
        _context = ControllerContext.ForController(_crypto.Hmac, _session.Secret, _controller, epoch);
        return true;
    }

    /// <summary>Protects <see cref="Inner"/> with the first bytes of <see cref="Body"/> as a new request.</summary>
    /// <returns>Length of the datagram; 0 when no sequence number can be had or it does not fit.</returns>
    public int ProtectRequest(int bodyCount)
    {
        _awaitsAnswer = false;
        int count = Inner.Write(Body, 0, bodyCount, _plain, 0, _plain.Length);
        if (count == 0 || !_session.TryTakeSequence(out uint sequence))
        {
            return 0;
        }
        _requestIv = sequence;
        _messageId = _session.MessageIdOf(sequence);
        _sent.Header.MessageId = _messageId;
        _sent.Header.SetToken(_messageId);
        int length = _codec.ProtectRequest(_context, _sent, sequence, _plain, 0, count, Datagram, 0);
        _awaitsAnswer = length > 0;
        return length;
    }

    /// <summary>Gives up on the answer to the last request.</summary>
    public void Forget()
    {
        _awaitsAnswer = false;
    }

    /// <summary>Verifies the answer to the last request.</summary>
    public bool TryOpenAnswer(byte[] buffer, int count)
    {
        bool isAnswer = _awaitsAnswer && _received.TryReadResponse(buffer, 0, count) == WireError.None
            && _received.Header.HasToken(_messageId)
            && _codec.TryUnprotectResponse(_context, _received, _requestIv, buffer)
            && Inner.TryRead(buffer, _received.PayloadOffset, _received.PayloadCount) == WireError.None;
        _awaitsAnswer &= !isAnswer;
        return isAnswer;
    }

    /// <summary>
    /// Verifies a request of the gateway: replay first, without cryptography; the replay floor is durable before it
    /// returns.
    /// </summary>
    public bool TryOpenRequest(byte[] buffer, int count)
    {
        if (_received.TryReadRequest(buffer, 0, count) != WireError.None
            || _received.Epoch != _session.Epoch || _received.Option.PartialIv > Limits.GatewayPartialIvMax
            || !_session.IsFresh((uint)_received.Option.PartialIv)
            || !_codec.TryUnprotectRequest(_context, _received, buffer))
        {
            return false;
        }
        return _session.TrySpend((uint)_received.Option.PartialIv)
            && Inner.TryRead(buffer, _received.PayloadOffset, _received.PayloadCount) == WireError.None;
    }

    /// <summary>Protects the one answer to the request just opened.</summary>
    /// <returns>Length of the datagram.</returns>
    public int ProtectAnswer(int bodyCount)
    {
        int count = Inner.Write(Body, 0, bodyCount, _plain, 0, _plain.Length);
        return count == 0
            ? 0
            : _codec.ProtectResponse(
                _context, _received, _received.Option.PartialIv, OscoreOption.NoPartialIv, _plain, 0, count,
                Datagram, 0);
    }
}
