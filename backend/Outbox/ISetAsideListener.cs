using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>Hears of what the relay had to give up, inside the transaction that gives it up. Scoped.</summary>
public interface ISetAsideListener
{
    /// <summary>A depot's event could not be applied and will not be tried again.</summary>
    Task EventSetAsideAsync(DepotEvent failed, TenantDbContext db, CancellationToken ct);

    /// <summary>An outbox row could not be delivered and will not be tried again.</summary>
    Task DeliveryGivenUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct);
}
