using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>Delivers outbox rows of one kind. Scoped.</summary>
public interface IOutboxHandler
{
    /// <summary>The kind it delivers.</summary>
    string Kind { get; }

    /// <summary>The most rows of a stream that it delivers in one go.</summary>
    int TogetherMax { get; }

    /// <summary>
    /// Delivers all of the rows or none, each under its key, and notes in the tenant's entities what came of it; never
    /// saves.
    /// </summary>
    /// <param name="rows">Of one stream, in their order; at least one.</param>
    Task DeliverAsync(IReadOnlyList<OutboxRow> rows, TenantDbContext db, CancellationToken ct);

    /// <summary>Delivery is given up: notes that in the tenant's entities; never saves.</summary>
    Task GiveUpAsync(OutboxRow row, TenantDbContext db, CancellationToken ct);
}
