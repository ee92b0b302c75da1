namespace Fachwerk.World.Running;

/// <param name="Depots">Controllers in each world.</param>
/// <param name="Days">Virtual days until the faults stop; some worlds go on three times as long.</param>
/// <param name="Knobs">Factor to the default mix by fault; 0 = never.</param>
internal sealed record WorldOptions(int Depots, double Days, IReadOnlyDictionary<string, double> Knobs);

/// <param name="AtMs">Virtual milliseconds.</param>
internal sealed record Violation(long AtMs, int Depot, Invariant Invariant, string Text);

/// <param name="Sum">Of the trace.</param>
internal sealed record WorldResult(
    ulong Seed, Violation? Violation, double DepotDays, long Events, ulong Sum, Tally Tally,
    IReadOnlyList<string> LastEvents);
