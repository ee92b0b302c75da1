namespace Fachwerk.Backend.Live;

/// <summary>All depots of the tenant, in their summaries.</summary>
public sealed record FleetSnapshot(long Number, IReadOnlyList<SummaryMessage> Depots);

/// <summary>
/// The depots that audit entries up to <paramref name="Number"/> changed; numbered as a depot's changes.
/// </summary>
public sealed record FleetChange(long After, long Number, IReadOnlyList<SummaryMessage> Depots);
