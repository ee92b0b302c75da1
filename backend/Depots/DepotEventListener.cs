using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>
/// Writes what a depot's journal tells into its compartments and remote openings, and one audit entry for each event.
/// </summary>
public sealed class DepotEventListener(AuditTrail audit) : IDepotEventListener
{
    /// <inheritdoc/>
    public int Order => 10;

    /// <inheritdoc/>
    public async Task ApplyAsync(DepotEvent happened, TenantDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(db);
        if (happened.Source == DepotEventSource.Journal)
            await ApplyJournalAsync(happened, db, ct);
        else
            await ApplyStepAsync(happened, db, ct);
    }

    private async Task ApplyJournalAsync(DepotEvent happened, TenantDbContext db, CancellationToken ct)
    {
        var opening = happened.EventKind is EventKind.OrderStarted or EventKind.OrderFinished
            ? await OpeningOfOrderAsync(happened.Controller, happened.DetailAt(0), db, ct)
            : null;
        var number = happened.Compartment > 0 ? happened.Compartment : opening?.Compartment ?? 0;
        var compartment = number > 0
            ? await db.FindAsync<Compartment>([happened.Depot, (short)number], ct)
            : null;
        if (compartment is not null && (opening is not null || !IsOrder(happened.EventKind)))
            opening = await ApplyToCompartmentAsync(happened, compartment, opening, db, ct);
        if (opening is not null)
            OpeningProgress.Apply(opening, happened);
        if (happened.EventKind == EventKind.Booted)
            await EndReleasesAsync(happened, db, ct);

        var detail = EventDetail.Of(happened);
        if (opening is not null)
            detail["opening"] = opening.Id.Value;
        audit.Add(AuditKinds.OfEvent(happened.EventKind), Actor.Controller(happened.Controller), detail,
            happened.Depot, number, happened.HappenedAt);
    }

    // All of them: the batch may have released one that the database does not show yet.
    private static async Task EndReleasesAsync(DepotEvent happened, TenantDbContext db, CancellationToken ct)
    {
        foreach (var one in await db.Set<Compartment>().Where(one => one.Depot == happened.Depot).ToListAsync(ct))
            one.Take(CompartmentRules.After(one.State, EventKind.Booted, failed: false, happened.HappenedAt));
    }

    // An order that is no opening (a refresh, a reboot) touches no door, whatever compartment it names.
    private static bool IsOrder(EventKind kind) => kind is EventKind.OrderStarted or EventKind.OrderFinished;

    /// <returns>The remote opening that the event belongs to, if it does.</returns>
    private static async Task<RemoteOpening?> ApplyToCompartmentAsync(
        DepotEvent happened, Compartment compartment, RemoteOpening? ofOrder, TenantDbContext db, CancellationToken ct)
    {
        var failed = happened.EventKind == EventKind.OrderFinished
            && happened.DetailAt(1) != (long)OrderOutcome.Done;
        compartment.Take(CompartmentRules.After(
            compartment.State, happened.EventKind, failed, happened.HappenedAt));
        if (happened.EventKind == EventKind.OrderStarted)
            compartment.Opening = ofOrder?.Id;
        var opening = ofOrder;
        if (opening is null && compartment.Opening is { } id)
            opening = await db.FindAsync<RemoteOpening>([id], ct);
        var isOfSomeoneElse = CompartmentRules.IsByCode(happened.EventKind) || happened.EventKind == EventKind.BreakIn;
        if (isOfSomeoneElse)
            opening = null;
        if (isOfSomeoneElse || happened.EventKind is EventKind.DoorClosed or EventKind.DoorFoundClosed)
            compartment.Opening = null;
        return opening;
    }

    private async Task ApplyStepAsync(DepotEvent happened, TenantDbContext db, CancellationToken ct)
    {
        var opening = await OpeningOfOrderAsync(happened.Controller, happened.Number, db, ct);
        if (opening is null)
            return;
        var before = OpeningRules.StateOf(opening);
        OpeningProgress.Apply(opening, happened);
        var after = OpeningRules.StateOf(opening);
        if (after != before)
            audit.AddOpeningStep(opening, after, Actor.System, happened.ReceivedAt);
    }

    // Tracked ones first: the batch may have changed them already.
    private static async Task<RemoteOpening?> OpeningOfOrderAsync(
        long controller, long order, TenantDbContext db, CancellationToken ct) =>
        db.Set<RemoteOpening>().Local.FirstOrDefault(one => one.Controller == controller && one.OrderId == order)
        ?? await db.Set<RemoteOpening>()
            .FirstOrDefaultAsync(one => one.Controller == controller && one.OrderId == order, ct);
}
