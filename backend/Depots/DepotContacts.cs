using Fachwerk.Backend.Database;
using Fachwerk.Backend.Fleet;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>The connections of the tenant's depots, as the fleet knows them. Scoped.</summary>
public sealed class DepotContacts(DepotConnections connections, TenantContext tenant, TimeProvider time)
{
    /// <summary>Those of all depots that have a controller.</summary>
    public async Task<IReadOnlyDictionary<DepotId, DepotContact>> ReadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return (await connections.ReadAsync(tenant.Number, ct))
            .ToDictionary(one => new DepotId(one.Depot), one => ContactOf(one, now));
    }

    private static DepotContact ContactOf(DepotConnection one, DateTimeOffset now)
    {
        if (one.LastContact is not { } last)
            return DepotContact.Never with { TableVersionWanted = one.TableVersionWanted };
        var told = one.LastCheckIn is not null;
        return new DepotContact(
            ConnectionRules.StateOf(last, one.Asked, now), last,
            (one.LastCheckIn ?? last) + one.Asked * ConnectionRules.Jitter,
            one.Flags, told ? one.SupplyMillivolts : null, told ? one.Celsius : null, one.AppVersion,
            one.TableVersion, one.TableVersionWanted)
        {
            HoldsEvents = ConnectionRules.HoldsEvents(one.EventsHeldAt, now),
            Doors = told ? DoorReport.From(one) : null
        };
    }
}
