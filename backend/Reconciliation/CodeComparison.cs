using Fachwerk.Backend.Codes;
using Fachwerk.Backend.Fleet;

namespace Fachwerk.Backend.Reconciliation;

/// <summary>
/// What is to be done about one code that tenant and fleet tell differently of. A revocation is final, so whoever knows
/// of one is right; of a code that only the tenant knows it must be told who has forgotten.
/// </summary>
internal static class CodeComparison
{
    private const int GenerationShift = 24;

    /// <param name="code">As the tenant knows it.</param>
    /// <param name="held">As the fleet has it; null when it knows nothing of it.</param>
    /// <param name="mark">Of the present run.</param>
    /// <param name="now">For codes that are over.</param>
    public static CodeStep StepFor(AccessCode code, HeldCode? held, ReconciliationMark mark, DateTimeOffset now)
    {
        if (code.RevokedAt is not null || code.LeftAt is not null)
            return held is { IsPut: true } ? CodeStep.Remove : CodeStep.None;
        // The outbox still brings it, or has given it up.
        if (code.PutVersion is not { } version)
            return CodeStep.None;
        if (held is { IsPut: true } present)
            return present.Version == version ? CodeStep.None : CodeStep.TakeVersion;
        // It gave its place away, whoever of the two has forgotten that.
        if (code.EndsAt <= now)
            return CodeStep.Leave;
        return held is not null || FleetForgotNothingSince(version, mark) ? CodeStep.Revoke : CodeStep.Put;
    }

    // Then it was removed by an order of ours that this database has forgotten, and the removal was tidied away.
    private static bool FleetForgotNothingSince(long version, ReconciliationMark mark) =>
        mark.InLineWith == mark.Generation || version >> GenerationShift == mark.Generation;
}

/// <summary>What is to be done about a code.</summary>
internal enum CodeStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The fleet has forgotten it: into the table again.</summary>
    Put,

    /// <summary>The fleet has forgotten that it was taken out of the table: out of it again.</summary>
    Remove,

    /// <summary>It has ended and is out of the table: that is all there is to know.</summary>
    Leave,

    /// <summary>The tenant has forgotten that it was revoked.</summary>
    Revoke,

    /// <summary>Both know it; only the version at which it stands in the table is another.</summary>
    TakeVersion
}
