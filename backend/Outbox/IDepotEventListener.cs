using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Outbox;

/// <summary>
/// Turns what a depot reports into state of its tenant. Scoped; called in arrival order inside the transaction that
/// also moves the relay's cursor, so each event is applied exactly once.
/// </summary>
public interface IDepotEventListener
{
    /// <summary>Listeners are called in this order for each event.</summary>
    int Order { get; }

    /// <summary>Changes tracked entities; never saves. An exception that is not the database's sets the event aside
    /// after a few tries.</summary>
    Task ApplyAsync(DepotEvent happened, TenantDbContext db, CancellationToken ct);
}
