using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// What a node keeps of one controller: the floor against replay as far as it knows it, the transport secret, and the
/// derived context, made when first needed. The database decides; this only saves work.
/// </summary>
internal sealed class ControllerSession
{
    /// <summary>How many epochs ahead of the committed one are derived.</summary>
    public const int EpochsAheadMax = 8;

    private const int PartialIvBits = 40;

    private EpochSecret _secret;
    private OscoreContext? _context;
    private OscoreContext? _ahead;
    private long _floor;

    /// <param name="secret">The transport secret of <paramref name="secretEpoch"/>.</param>
    public ControllerSession(uint number, byte[] secret, int secretEpoch, int epoch, long partialIv)
    {
        Number = number;
        _secret = new EpochSecret(secretEpoch, secret);
        _floor = Pack(epoch, partialIv);
    }

    public uint Number { get; }

    /// <summary>Whether a telegram of it is in the batch being gathered; for the batch's thread alone.</summary>
    public bool IsInBatch { get; set; }

    /// <summary>The epoch of the newest accepted telegram.</summary>
    public int Epoch => (int)((Volatile.Read(ref _floor) + 1) >> PartialIvBits);

    /// <summary>Whether the pair is above the newest accepted one, as far as this node knows.</summary>
    public bool IsAboveFloor(int epoch, long partialIv) => Pack(epoch, partialIv) > Volatile.Read(ref _floor);

    /// <summary>The context of an epoch.</summary>
    /// <param name="budget">Spent only on epochs ahead; null for callers that nobody outside can drive.</param>
    /// <returns>Null for an epoch that is gone or too far ahead, or when nothing may be derived now.</returns>
    public OscoreContext? ContextOf(int epoch, DerivationBudget? budget)
    {
        if (_context is { } current && current.IdContext![0] == epoch)
            return current;
        if (_ahead is { } ahead && ahead.IdContext![0] == epoch)
            return ahead;
        var secret = _secret;
        var known = Epoch;
        if (epoch < secret.Epoch || epoch > known + EpochsAheadMax || epoch > Limits.EpochMax)
            return null;
        if (epoch <= known)
            return _context = Derive(secret, epoch);

        // An epoch ahead is only a claim until a telegram under it has verified and been committed.
        if (budget is not null && !budget.TryTake())
            return null;
        return _ahead = Derive(secret, epoch);
    }

    /// <summary>The secret of an epoch from the stored one's on.</summary>
    public byte[] SecretOf(int epoch) => _secret.Of(Number, epoch);

    /// <summary>Raises the floor to a committed pair; never lowers it.</summary>
    /// <returns>True when this was the step to a later epoch than the stored secret's.</returns>
    public bool Commit(int epoch, long partialIv)
    {
        var pair = Pack(epoch, partialIv);
        if (pair > Volatile.Read(ref _floor))
            Volatile.Write(ref _floor, pair);
        var secret = _secret;
        if (epoch <= secret.Epoch)
            return false;
        if (_ahead is { } ahead && ahead.IdContext![0] == epoch)
            _context = ahead;
        _ahead = null;
        _secret = new EpochSecret(epoch, secret.Of(Number, epoch));
        return true;
    }

    private OscoreContext Derive(EpochSecret secret, int epoch) => ControllerContext.ForGateway(
        FrameworkHmac.Instance, secret.Of(Number, epoch), Number, epoch);

    // -1 as partial IV stands for "none in this epoch yet" and packs just below its first.
    private static long Pack(int epoch, long partialIv) => ((long)epoch << PartialIvBits) + partialIv;

    private sealed record EpochSecret(int Epoch, byte[] Secret)
    {
        public byte[] Of(uint controller, int epoch) =>
            ControllerContext.SecretOf(FrameworkHmac.Instance, Secret, controller, Epoch, epoch);
    }
}
