using System.Runtime.Intrinsics;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// What a node keeps of one controller: the floor against replay as far as it knows it, the transport secret, and the
/// derived keys, made when first needed. The database decides; this only saves work. There may be a million of them,
/// so secret and keys lie in the object itself: nothing for the garbage collector to follow.
/// </summary>
internal sealed class ControllerSession
{
    /// <summary>How many epochs ahead of the committed one are derived.</summary>
    public const int EpochsAheadMax = 8;

    private const int MessageStepMs = 4;

    private Vector128<byte> _secret;
    private SessionKeys _keys;
    private long _floor;
    private long _seen = long.MinValue;
    private long _messageStep;
    private byte _secretEpoch;

    /// <param name="secret">The transport secret of <paramref name="secretEpoch"/>.</param>
    public ControllerSession(uint number, byte[] secret, int secretEpoch, int epoch, long partialIv)
    {
        Number = number;
        _secret = Vector128.Create(secret);
        _secretEpoch = (byte)secretEpoch;
        _floor = ReplayFloor.Of(epoch, partialIv);
    }

    public uint Number { get; }

    /// <summary>The verified telegram that waits for its commit; for <see cref="TelegramLine"/> alone.</summary>
    public Telegram? Waiting { get; set; }

    /// <summary>Whether one of it is being committed or answered; for <see cref="TelegramLine"/> alone.</summary>
    public bool IsAtWork { get; set; }

    /// <summary>Where its last accepted telegram came from, as <see cref="SourceKeys"/> has it; 0: unknown.</summary>
    public ulong KnownSource { get; set; }

    /// <summary>For the committer alone.</summary>
    public EventAccount Events { get; set; }

    /// <summary>The epoch of the newest telegram that was accepted, or asked for a proof of being fresh.</summary>
    public int Epoch => ReplayFloor.EpochOf(Volatile.Read(ref _floor));

    /// <summary>Whether the pair is above the newest that is dealt with, as far as this node knows.</summary>
    public bool IsAboveFloor(int epoch, long partialIv) =>
        ReplayFloor.IsAbove(epoch, partialIv, Volatile.Read(ref _floor));

    /// <summary>
    /// Whether the pair is also above those of its telegrams that have verified and are not committed yet: a copy is
    /// known without cryptography while the first one is under way.
    /// </summary>
    public bool IsAboveSeen(int epoch, long partialIv) =>
        ReplayFloor.IsAbove(epoch, partialIv, Volatile.Read(ref _seen));

    /// <summary>A telegram has verified and waits; for <see cref="TelegramLine"/> alone.</summary>
    public void NoteSeen(int epoch, long partialIv) => Volatile.Write(ref _seen, ReplayFloor.Of(epoch, partialIv));

    /// <summary>Nothing is under way any more: the committed pair counts alone.</summary>
    public void ForgetSeen() => Volatile.Write(ref _seen, long.MinValue);

    /// <summary>
    /// Puts the keys of an epoch in place; allocates nothing once those of the committed epoch were derived. Those of
    /// an epoch ahead are derived each time and kept only by their telegram: it is a claim until that is committed.
    /// </summary>
    /// <returns>False for an epoch that is gone or too far ahead.</returns>
    public bool TryLoad(int epoch, SessionContext into)
    {
        // A lock of its own for each would cost a million of them more than their keys.
        lock (this)
        {
            if (_keys.IsDerived && _keys.Epoch == epoch)
            {
                into.Load(Number, _keys);
                return true;
            }

            var known = Epoch;
            if (epoch < _secretEpoch || epoch > known + EpochsAheadMax || epoch > Limits.EpochMax)
                return false;
            var keys = SessionKeys.Derive(SecretOf(epoch), Number, epoch);
            if (epoch <= known)
                _keys = keys;
            into.Load(Number, keys);
            return true;
        }
    }

    /// <summary>The context of an epoch, for keeping.</summary>
    /// <returns>Null where <see cref="TryLoad"/> says false.</returns>
    public OscoreContext? ContextOf(int epoch)
    {
        var context = new SessionContext();
        return TryLoad(epoch, context) ? context.Oscore : null;
    }

    /// <summary>The secret of an epoch from the stored one's on.</summary>
    public byte[] SecretOf(int epoch)
    {
        lock (this)
        {
            var secret = new byte[ControllerContext.SecretLength];
            _secret.CopyTo(secret);
            return ControllerContext.SecretOf(FrameworkHmac.Instance, secret, Number, _secretEpoch, epoch);
        }
    }

    /// <summary>Raises the floor to a committed pair; never lowers it.</summary>
    /// <returns>True when this was the step to a later epoch than the stored secret's.</returns>
    public bool Commit(int epoch, long partialIv)
    {
        lock (this)
        {
            Volatile.Write(ref _floor, Math.Max(_floor, ReplayFloor.Of(epoch, partialIv)));
            if (epoch <= _secretEpoch)
                return false;
            _secret = Vector128.Create(SecretOf(epoch));
            _secretEpoch = (byte)epoch;
            return true;
        }
    }

    /// <summary>
    /// A telegram was asked for a proof of being fresh: neither it nor one before it is worth another look, for the
    /// controller asks again under a higher number. Copies of it end here.
    /// </summary>
    public void NoteAsked(int epoch, long partialIv)
    {
        lock (this)
            Volatile.Write(ref _floor, Math.Max(_floor, ReplayFloor.Of(epoch, partialIv)));
    }

    /// <summary>
    /// The message id of an order that goes out now. It is the time in steps of 4 ms, so one comes again after 261 s,
    /// also one that an earlier life of the node has used; none lives longer than 247 s (RFC 7252 §4.8.2). Orders
    /// within a step get the next ones, and so do those after the clock was set back.
    /// </summary>
    public ushort NextMessageId(DateTimeOffset now)
    {
        lock (this)
        {
            _messageStep = Math.Max(_messageStep + 1, now.ToUnixTimeMilliseconds() / MessageStepMs);
            return (ushort)_messageStep;
        }
    }
}
