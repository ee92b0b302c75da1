using Fachwerk.Backend.Audit;

namespace Fachwerk.Backend.Depots;

/// <summary>The steps of a remote opening in the log.</summary>
internal static class OpeningAudit
{
    public static void AddOpeningStep(
        this AuditTrail audit, RemoteOpening opening, OpeningState step, string actor, DateTimeOffset at) =>
        audit.Add(AuditKinds.OpeningStep, actor, new { Opening = opening.Id.Value, Step = step.ToString() },
            opening.Depot, opening.Compartment, at);
}
