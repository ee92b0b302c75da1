namespace Fachwerk.Backend.Codes;

/// <summary>What a code may be and how it stands.</summary>
public static class CodeRules
{
    /// <summary>Live codes a depot can hold.</summary>
    public const int LiveMax = 1000;

    /// <summary>Live codes up to which 8 digits are enough.</summary>
    public const int ShortLiveMax = 100;

    /// <summary>The most uses a limited code can have.</summary>
    public const int UsesMax = 255;

    /// <summary>Digits of a new code on a depot that has this many live codes.</summary>
    public static int DigitsFor(int live) => live < ShortLiveMax ? 8 : 9;

    /// <summary>How a code stands, from what the depot last said it has.</summary>
    /// <param name="code">The code.</param>
    /// <param name="controller">The depot's present controller.</param>
    /// <param name="depotVersion">The table version on the depot.</param>
    public static CodeState StateOf(AccessCode code, long controller, long depotVersion)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.RevokedAt is not null)
        {
            return code.Failed || code.Controller != controller || depotVersion >= code.RemoveVersion
                ? CodeState.Removed
                : CodeState.RemovalPending;
        }

        if (code.Failed || code.Controller != controller)
            return CodeState.Failed;
        return depotVersion >= code.PutVersion ? CodeState.OnDepot : CodeState.Pending;
    }
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

    /// <summary>It will not get to the depot.</summary>
    Failed
}
