namespace Fachwerk.Protocol.Oscore;

/// <summary>
/// The rule against replay: a request counts only when its (epoch, partial IV) is above the committed pair of its
/// sender. Compare before decrypting, commit only after it verified.
/// </summary>
public static class ReplayFloor
{
    /// <summary>The floor's partial IV before any request of an epoch.</summary>
    public const long Start = -1;

    /// <summary>True when the request is above the floor.</summary>
    public static bool IsAbove(int epoch, long partialIv, int floorEpoch, long floorPartialIv) =>
        epoch > floorEpoch || (epoch == floorEpoch && partialIv > floorPartialIv);
}
