namespace Fachwerk.Protocol.Oscore;

/// <summary>
/// The rule against replay, of both sides: a request counts only when its (epoch, partial IV) is above the committed
/// pair of its sender. Compare before decrypting, commit only after it verified.
/// </summary>
public static class ReplayFloor
{
    /// <summary>The floor's partial IV before any request of an epoch: just below its first.</summary>
    public const long Start = -1;

    // A partial IV has five bytes at most (RFC 8613 §6.1).
    private const int PartialIvBits = 40;

    /// <summary>A pair as one number, which grows with the epoch and, within one, with the partial IV.</summary>
    public static long Of(int epoch, long partialIv) => ((long)epoch << PartialIvBits) + partialIv;

    /// <summary>The epoch of a floor.</summary>
    public static int EpochOf(long floor) => (int)((floor - Start) >> PartialIvBits);

    /// <summary>True when the request is above the floor.</summary>
    public static bool IsAbove(int epoch, long partialIv, long floor) => Of(epoch, partialIv) > floor;
}
