namespace Fachwerk.Backend.Outbox;

/// <summary>A tenant marked as having something in its outbox.</summary>
/// <param name="Age">Since it was marked last.</param>
public readonly record struct DirtyTenant(int Tenant, TimeSpan Age);

/// <summary>
/// When to look at a marked tenant's outbox again. The mark comes before the row, by an unknown time that is nearly
/// always short: so the pauses double, instead of a look each second for as long as the mark is kept.
/// </summary>
internal sealed class OutboxLooks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, DateTimeOffset> _foundEmpty = [];

    /// <summary>A look that began then found the outbox empty.</summary>
    public void NoteEmpty(int tenant, DateTimeOffset began)
    {
        lock (_gate)
            _foundEmpty[tenant] = began;
    }

    /// <summary>Takes all marks.</summary>
    /// <param name="marked">All that there are.</param>
    /// <param name="settled">The age at which a mark is looked at for the last time and taken away.</param>
    /// <param name="now">When that was.</param>
    /// <returns>The tenants to look at.</returns>
    public IReadOnlyList<int> DueOf(IReadOnlyList<DirtyTenant> marked, TimeSpan settled, DateTimeOffset now)
    {
        lock (_gate)
        {
            var numbers = marked.Select(mark => mark.Tenant).ToHashSet();
            foreach (var gone in _foundEmpty.Keys.Where(tenant => !numbers.Contains(tenant)).ToList())
                _foundEmpty.Remove(gone);
            return [.. marked.Where(mark => IsDue(mark, settled, now)).Select(mark => mark.Tenant)];
        }
    }

    private bool IsDue(DirtyTenant mark, TimeSpan settled, DateTimeOffset now) =>
        mark.Age >= settled
        || !_foundEmpty.TryGetValue(mark.Tenant, out var began)
        || now - began > mark.Age / 2;
}
