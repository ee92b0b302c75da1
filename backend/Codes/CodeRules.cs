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

    /// <summary>How a code stands, from what the depot last said it has.</summary>
    /// <param name="code">The code.</param>
    /// <param name="controller">The depot's present controller.</param>
    /// <param name="depotVersion">The table version on the depot.</param>
    public static CodeState StateOf(AccessCode code, long controller, long depotVersion)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.RevokedAt is not null)
            return StateRevoked(code, controller, depotVersion);
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

    /// <summary>It will not get to the depot, or its removal will not.</summary>
    Failed
}
