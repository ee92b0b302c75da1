using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>The whole of one depot, as it stood when audit entry <paramref name="Number"/> was the newest.</summary>
public sealed record DepotSnapshot(
    long Number,
    DepotId Depot,
    string Name,
    ConnectionMessage Connection,
    IReadOnlyList<CompartmentMessage> Compartments,
    IReadOnlyList<TimelineMessage> Timeline,
    IReadOnlyList<OpeningMessage> Openings);

/// <summary>What audit entries up to <paramref name="Number"/> changed.</summary>
/// <param name="After">The number of the change sent before this one, 0 for the first. Whoever stands at less has
/// missed something and asks for a snapshot.</param>
/// <param name="Number">The newest entry in it. Whoever stands there or further knows it already.</param>
/// <param name="Depot">Whose.</param>
/// <param name="Compartments">Those that changed, each as it is now.</param>
/// <param name="Timeline">The new lines, newest first.</param>
/// <param name="Openings">The newest openings as in a snapshot; null when none of them changed.</param>
public sealed record DepotChange(
    long After,
    long Number,
    DepotId Depot,
    IReadOnlyList<CompartmentMessage> Compartments,
    IReadOnlyList<TimelineMessage> Timeline,
    IReadOnlyList<OpeningMessage>? Openings);
