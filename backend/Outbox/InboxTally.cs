namespace Fachwerk.Backend.Outbox;

/// <summary>How many rows the inbox has of a tenant that arrived within one second.</summary>
/// <param name="Second">Unix time.</param>
public readonly record struct InboxCount(int Tenant, long Second, int Rows);

/// <summary>
/// Counts what this node has applied of the inbox's newest rows, so that the sweep looks only after tenants of whom
/// something is missing. It may count too little, never too much: the price is a look for nothing.
/// </summary>
public sealed class InboxTally
{
    /// <summary>Seconds that are remembered.</summary>
    public const int SecondsMax = 15;

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Tenant, long Second), int> _applied = [];
    private Dictionary<int, List<InboxCount>> _seen = [];
    private long _newest;

    /// <summary>These rows of a tenant have been applied.</summary>
    public void Add(int tenant, IEnumerable<DepotEvent> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows)
            {
                var second = row.ReceivedAt.ToUnixTimeSeconds();
                if (second > _newest - SecondsMax)
                    _applied[(tenant, second)] = _applied.GetValueOrDefault((tenant, second)) + 1;
            }
        }
    }

    /// <summary>What the last sweep has seen of a tenant: settled once a pass that begins now has ended.</summary>
    public IReadOnlyList<InboxCount> SeenOf(int tenant)
    {
        lock (_gate)
            return _seen.GetValueOrDefault(tenant) ?? [];
    }

    /// <summary>A pass found nothing left: what had been seen before it is applied, by whichever node.</summary>
    public void Settle(IReadOnlyList<InboxCount> seen)
    {
        lock (_gate)
        {
            foreach (var count in seen)
            {
                var key = (count.Tenant, count.Second);
                _applied[key] = Math.Max(_applied.GetValueOrDefault(key), count.Rows);
            }
        }
    }

    /// <summary>Takes what a sweep has seen.</summary>
    /// <returns>The tenants of whom rows are missing.</returns>
    public IReadOnlyList<int> MissingOf(IReadOnlyList<InboxCount> counts)
    {
        lock (_gate)
        {
            _newest = counts.Select(count => count.Second).Append(_newest).Max();
            foreach (var old in _applied.Keys.Where(key => key.Second <= _newest - SecondsMax).ToList())
                _applied.Remove(old);
            _seen = counts.GroupBy(count => count.Tenant).ToDictionary(group => group.Key, group => group.ToList());
            return [.. _seen.Where(tenant => tenant.Value.Any(IsMissing)).Select(tenant => tenant.Key)];
        }
    }

    private bool IsMissing(InboxCount count) =>
        _applied.GetValueOrDefault((count.Tenant, count.Second)) < count.Rows;
}
