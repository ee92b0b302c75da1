using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Fachwerk.Backend.Depots;

/// <summary>Asks a depot to open a compartment, with a reason. Scoped.</summary>
public sealed class OpenCompartment(
    TenantDbContext db, AuditTrail audit, OutboxWriter outbox, TenantCommit commit, TimeProvider time)
{
    /// <summary>Characters of the longest reason.</summary>
    public const int ReasonLengthMax = 200;

    /// <summary>Opens it.</summary>
    /// <returns>The opening's id, or <c>depot-unknown</c>, <c>compartment-unknown</c>, <c>reason-missing</c>,
    /// <c>reason-too-long</c>.</returns>
    public async Task<Outcome<OpeningId>> HandleAsync(OpenRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reason = request.Reason.Trim();
        if (reason.Length == 0)
            return new Refusal("reason-missing", RefusalSort.Invalid);
        if (reason.Length > ReasonLengthMax)
            return new Refusal("reason-too-long", RefusalSort.Invalid);
        var depot = await db.Set<Depot>()
            .Where(one => one.Id == request.Depot)
            .Select(one => new
            {
                one.Id,
                one.Controller,
                HasCompartment = db.Set<Compartment>().Any(
                    compartment => compartment.Depot == one.Id && compartment.Number == request.Compartment)
            })
            .SingleOrDefaultAsync(ct);
        if (depot is null)
            return new Refusal("depot-unknown", RefusalSort.NotFound);
        if (!depot.HasCompartment)
            return new Refusal("compartment-unknown", RefusalSort.NotFound);

        var now = time.GetUtcNow();
        var life = OpeningRules.Life(request.When);
        var opening = new RemoteOpening
        {
            Id = new OpeningId(Guid.CreateVersion7(now)),
            Depot = depot.Id,
            Controller = depot.Controller,
            Compartment = (short)request.Compartment,
            Reason = reason,
            RequestedBy = request.By,
            RequestedAt = now,
            Deadline = now + life
        };
        db.Add(opening);
        outbox.Add(OrderDelivery.KindName, DepotStream.OrdersOf(depot.Controller), opening.Id.Value,
            new OrderDelivery.Payload(depot.Controller, request.Compartment, opening.Deadline), urgent: true);
        audit.Add(AuditKinds.OpeningRequested, Actor.User(request.By),
            new { Opening = opening.Id.Value, reason, DeadlineSeconds = (int)life.TotalSeconds },
            depot.Id, request.Compartment);
        await commit.SaveAsync(ct);
        return opening.Id;
    }
}

/// <summary>What <see cref="OpenCompartment"/> needs.</summary>
/// <param name="Depot">The depot.</param>
/// <param name="Compartment">1 to 64.</param>
/// <param name="Reason">Why; kept in the log.</param>
/// <param name="When">How long the order may wait.</param>
/// <param name="By">The account that asks.</param>
public sealed record OpenRequest(DepotId Depot, int Compartment, string Reason, OpenWhen When, Guid By);

/// <summary>How long an order may wait for its depot.</summary>
public enum OpenWhen
{
    /// <summary>Now: 30 s.</summary>
    Now,

    /// <summary>At the next contact: 120 s.</summary>
    AtNextContact
}
