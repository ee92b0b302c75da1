using Fachwerk.Backend.Database;
using Fachwerk.Protocol.Codes;

namespace Fachwerk.Backend.Codes;

/// <summary>What a code may be and how it stands.</summary>
public static class CodeRules
{
    /// <summary>Live codes a depot can hold.</summary>
    public const int LiveMax = TableCode.LiveCodesMax;

    /// <summary>Live codes up to which 8 digits are enough.</summary>
    public const int ShortLiveMax = TableCode.LiveCodesWithFewestDigits;

    /// <summary>
    /// So long a code that has ended keeps its place, for the keypad to tell that it has; a new code that finds no
    /// other place gets it sooner.
    /// </summary>
    public static readonly TimeSpan EndedKept = TimeSpan.FromDays(7);

    /// <summary>
    /// So long after its last use a code that is used up keeps its place in any case: it opens its door again, which
    /// may have been left open for a while.
    /// </summary>
    public static readonly TimeSpan UsedUpKept = TimeSpan.FromHours(1);

    /// <summary>The most uses a limited code can have.</summary>
    public const int UsesMax = 255;

    /// <summary>Digits of a new code on a depot that has this many live codes.</summary>
    public static int DigitsFor(int live) => live < ShortLiveMax ? TableCode.DigitsMin : TableCode.DigitsMax;

    /// <summary>What is wrong with a request, as far as it can be told without looking anything up.</summary>
    public static Refusal? RefusalOf(IssueCodeRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Uses is < 0 or > UsesMax)
            return new Refusal("uses-invalid", RefusalSort.Invalid);
        if (request.Until <= (request.From ?? now) || request.Until <= now)
            return new Refusal("window-invalid", RefusalSort.Invalid);
        if (!Fits(request.From) || !Fits(request.Until))
            return new Refusal("window-invalid", RefusalSort.Invalid);
        return request.Digits is null || CodeDigits.AreValid(request.Digits)
            ? null
            : new Refusal("digits-invalid", RefusalSort.Invalid);
    }

    /// <summary>Whether it takes a place of a depot's present controller and has not ended.</summary>
    public static bool IsLive(AccessCode code, long controller, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(code);
        return code.Controller == controller && code.RevokedAt is null && code.LeftAt is null
            && !(code.Failed && code.PutVersion is null) && !(code.EndsAt <= now);
    }

    /// <summary>A use at some time was the last one: when the code ends.</summary>
    public static DateTimeOffset? EndAfter(AccessCode code, DateTimeOffset usedAt)
    {
        ArgumentNullException.ThrowIfNull(code);
        return code.Uses == 0 || code.Used < code.Uses || code.EndsAt < usedAt ? code.EndsAt : usedAt;
    }

    /// <summary>How a code stands, from what the depot last said it has.</summary>
    /// <param name="code">The code.</param>
    /// <param name="controller">The depot's present controller.</param>
    /// <param name="depotVersion">The table version on the depot.</param>
    public static CodeState StateOf(AccessCode code, long controller, long depotVersion)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.RevokedAt is not null)
            return StateRevoked(code, controller, depotVersion);
        if (code.LeftAt is not null && depotVersion >= code.RemoveVersion)
            return CodeState.Left;
        if (code.Failed || code.Controller != controller)
            return CodeState.Failed;
        return depotVersion >= code.PutVersion ? CodeState.OnDepot : CodeState.Pending;
    }

    // What never got there is gone with its revocation; what is there stays until the depot says otherwise.
    private static CodeState StateRevoked(AccessCode code, long controller, long depotVersion)
    {
        if (code.Controller != controller || depotVersion >= code.RemoveVersion)
            return CodeState.Removed;
        if (code.Failed)
            return code.PutVersion is null ? CodeState.Removed : CodeState.Failed;
        return CodeState.RemovalPending;
    }

    // Times are unsigned 32-bit seconds on the wire.
    private static bool Fits(DateTimeOffset? time) => time?.ToUnixTimeSeconds() is null or (>= 0 and < uint.MaxValue);
}

/// <summary>How a code stands.</summary>
public enum CodeState
{
    /// <summary>On its way: effective at the next contact, at most 60 s.</summary>
    Pending,

    /// <summary>The depot has it.</summary>
    OnDepot,

    /// <summary>Revoked, and the depot may still have it: effective at the next contact, at most 60 s.</summary>
    RemovalPending,

    /// <summary>Revoked, and the depot no longer has it.</summary>
    Removed,

    /// <summary>Ended, and the depot no longer has it: its place was given away.</summary>
    Left,

    /// <summary>It will not get to the depot, or its removal will not.</summary>
    Failed
}
