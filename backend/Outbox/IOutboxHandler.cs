using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>Delivers outbox rows of one kind. Scoped.</summary>
public interface IOutboxHandler
{
    /// <summary>The kind it delivers.</summary>
    string Kind { get; }

    /// <summary>Delivers under the row's key and notes in the tenant's entities what came of it; never saves.</summary>
    Task DeliverAsync(OutboxRow row, TenantDbContext db, CancellationToken ct);

    /// <summary>Delivery is given up: notes that in the tenant's entities; never saves.</summary>
    Task GiveUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct);
}
