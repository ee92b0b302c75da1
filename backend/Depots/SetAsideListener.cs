using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Outbox;

namespace Fachwerk.Backend.Depots;

/// <summary>Puts on record what the relay had to give up.</summary>
internal sealed class SetAsideListener(AuditTrail audit) : ISetAsideListener
{
    public Task EventSetAsideAsync(DepotEvent failed, TenantDbContext db, CancellationToken ct)
    {
        audit.Add(AuditKinds.EventSetAside, Actor.System,
            new { failed.Controller, Event = failed.Number, EventKind = failed.Kind, Source = $"{failed.Source}" },
            failed.Depot, failed.Compartment is >= 1 and <= 64 ? failed.Compartment : 0);
        return Task.CompletedTask;
    }

    public Task DeliveryGivenUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct)
    {
        audit.Add(AuditKinds.DeliveryGivenUp, Actor.System, new { row.Kind, row.Key });
        return Task.CompletedTask;
    }
}
