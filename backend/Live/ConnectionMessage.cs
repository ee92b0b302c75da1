using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>Connection and supply of a depot: unnumbered, the newest wins.</summary>
/// <param name="Depot">Whose.</param>
/// <param name="State">Never, Online, Late (over 90 s) or Offline (over 3 minutes; its codes still work).</param>
/// <param name="StateText">The same in the user's language.</param>
/// <param name="Note">When it was last heard and when it is expected next, as a sentence.</param>
/// <param name="LastContact">When it was last heard, if ever.</param>
/// <param name="SupplyMillivolts">Its supply, if it said.</param>
/// <param name="Faults">Faults of the controller itself, in the user's language.</param>
/// <param name="Tone">Quiet, or Trouble when someone has to look at the depot.</param>
/// <param name="Advice">With Trouble: what it means, what is safe and what to do, as sentences; else empty.</param>
public sealed record ConnectionMessage(
    DepotId Depot,
    string State,
    string StateText,
    string Note,
    DateTimeOffset? LastContact,
    int? SupplyMillivolts,
    IReadOnlyList<string> Faults,
    string Tone,
    string Advice);
