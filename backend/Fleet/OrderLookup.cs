using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Fleet;

/// <summary>What the fleet knows of orders by their idempotency keys. Reads only.</summary>
public sealed class OrderLookup(FleetDatabase fleet)
{
    /// <summary>The id of an order that was queued under a key; null when none was, or it is forgotten.</summary>
    public async Task<long?> FindAsync(Guid key, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand("select order_id from orders where idempotency_key = $1");
        return await command.With(key).ExecuteScalarAsync(ct) as long?;
    }

    /// <summary>Which of these keys belong to an order that the fleet still knows.</summary>
    public async Task<IReadOnlySet<Guid>> KnownAsync(IReadOnlyCollection<Guid> keys, CancellationToken ct)
    {
        await using var command = fleet.Source.CreateCommand(
            "select idempotency_key from orders where idempotency_key = any ($1)");
        await using var rows = await command.With(keys.ToArray()).ExecuteReaderAsync(ct);
        var known = new HashSet<Guid>();
        while (await rows.ReadAsync(ct))
            known.Add(rows.GetGuid(0));
        return known;
    }
}
