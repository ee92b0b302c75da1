using System.Buffers.Binary;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// A place for the context of one telegram, used again for the next: what a million sessions keep as bare keys becomes
/// a context only while it is needed.
/// </summary>
internal sealed class SessionContext
{
    private readonly byte[] _controller = new byte[4];
    private readonly byte[] _epoch = new byte[1];
    private readonly byte[] _senderKey = new byte[OscoreContext.KeyLength];
    private readonly byte[] _recipientKey = new byte[OscoreContext.KeyLength];
    private readonly byte[] _commonIv = new byte[AesCcm.NonceLength];

    public SessionContext() =>
        Oscore = new OscoreContext([0], _controller, _epoch, _senderKey, _recipientKey, _commonIv);

    /// <summary>The context, until the next <see cref="Load"/>.</summary>
    public OscoreContext Oscore { get; }

    /// <summary>Takes the keys of a controller's epoch.</summary>
    public void Load(uint controller, in SessionKeys keys)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_controller, controller);
        _epoch[0] = keys.Epoch;
        keys.CopyTo(_senderKey, _recipientKey, _commonIv);
    }
}
