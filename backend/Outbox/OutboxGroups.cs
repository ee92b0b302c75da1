namespace Fachwerk.Backend.Outbox;

/// <summary>Which rows of a pass are delivered in one go.</summary>
internal static class OutboxGroups
{
    /// <param name="rows">In the order of delivery.</param>
    /// <param name="togetherMax">Of a kind, see <see cref="IOutboxHandler.TogetherMax"/>.</param>
    /// <returns>Rows of one stream and kind, in the order of the first of each; a stream's stay in their order.
    /// </returns>
    public static List<List<OutboxRow>> Of(IEnumerable<OutboxRow> rows, Func<string, int> togetherMax)
    {
        var groups = new List<List<OutboxRow>>();
        var newest = new Dictionary<string, List<OutboxRow>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (newest.TryGetValue(row.Stream, out var group) && group[0].Kind == row.Kind
                && group.Count < togetherMax(row.Kind))
            {
                group.Add(row);
                continue;
            }

            newest[row.Stream] = [row];
            groups.Add(newest[row.Stream]);
        }

        return groups;
    }
}
