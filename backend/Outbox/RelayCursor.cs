namespace Fachwerk.Backend.Outbox;

/// <summary>
/// How far a controller's rows are applied, in two measures. Positions are the fleet's: after its database went back in
/// time it knows the same events under new ones. Event numbers are the depot's: they only grow, and who begins anew is
/// another controller (SPEC.md, "Words").
/// </summary>
/// <param name="Position">Of the last row.</param>
/// <param name="Event">Number of the last journal event; 0 = none yet.</param>
public readonly record struct RelayCursor(long Position, long Event)
{
    /// <summary>Whether the row tells of an event that was applied before, under whatever position.</summary>
    public bool Knows(DepotEvent row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Source == DepotEventSource.Journal && row.Number <= Event;
    }

    /// <summary>Where it stands behind a row.</summary>
    public RelayCursor After(DepotEvent row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new RelayCursor(
            row.Position, row.Source == DepotEventSource.Journal ? Math.Max(Event, row.Number) : Event);
    }
}
