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
/// <param name="After">The number of the change sent before this one, 0 for the first. Whoever stands at less has missed
/// something and asks for a snapshot.</param>
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

/// <summary>All depots of the tenant, in their summaries.</summary>
public sealed record FleetSnapshot(long Number, IReadOnlyList<SummaryMessage> Depots);

/// <summary>The depots that audit entries up to <paramref name="Number"/> changed; numbered as a depot's changes.</summary>
public sealed record FleetChange(long After, long Number, IReadOnlyList<SummaryMessage> Depots);

/// <summary>Connection and supply of a depot: unnumbered, the newest wins.</summary>
/// <param name="Depot">Whose.</param>
/// <param name="State">Never, Online, Late (over 90 s) or Offline (over 3 minutes; its codes still work).</param>
/// <param name="StateText">The same in the user's language.</param>
/// <param name="Note">When it was last heard and when it is expected next, as a sentence.</param>
/// <param name="LastContact">When it was last heard, if ever.</param>
/// <param name="SupplyMillivolts">Its supply, if it said.</param>
/// <param name="Faults">Faults of the controller itself, in the user's language.</param>
public sealed record ConnectionMessage(
    DepotId Depot,
    string State,
    string StateText,
    string Note,
    DateTimeOffset? LastContact,
    int? SupplyMillivolts,
    IReadOnlyList<string> Faults);

/// <summary>One compartment as it is now.</summary>
/// <param name="Number">1 to 64, as it stands on the door.</param>
/// <param name="Size">S, M or L.</param>
/// <param name="Door">Open, Closed or Unknown: what the door switch says.</param>
/// <param name="DoorText">The same in the user's language.</param>
/// <param name="DoorSince">Since when, on the site; empty if it was never told.</param>
/// <param name="Process">Ready, Released, InUse, LeftOpen, Blocked, BreakIn, Quarantined or OutOfService.</param>
/// <param name="ProcessText">The same in the user's language.</param>
/// <param name="ProcessIcon">A symbol of the icon sprite for it.</param>
/// <param name="Tone">Quiet, Notice, Trouble or Off: how much the process asks for attention.</param>
/// <param name="Label">All of it as one sentence, for those who listen.</param>
public sealed record CompartmentMessage(
    int Number,
    string Size,
    string Door,
    string DoorText,
    string DoorSince,
    string Process,
    string ProcessText,
    string ProcessIcon,
    string Tone,
    string Label);

/// <summary>One line of the timeline: an audit entry as people read it.</summary>
/// <param name="Number">The audit entry's number.</param>
/// <param name="At">When it happened.</param>
/// <param name="Time">The time of day on the site.</param>
/// <param name="Date">The day on the site.</param>
/// <param name="Kind">The audit entry's kind.</param>
/// <param name="Icon">A symbol of the icon sprite.</param>
/// <param name="Tone">Quiet, Good, Notice or Trouble.</param>
/// <param name="Text">What happened, as a sentence; text, never markup.</param>
/// <param name="Compartment">The compartment it concerns.</param>
/// <param name="By">Who did it.</param>
public sealed record TimelineMessage(
    long Number,
    DateTimeOffset At,
    string Time,
    string Date,
    string Kind,
    string Icon,
    string Tone,
    string Text,
    int? Compartment,
    string By);

/// <summary>One remote opening and how far it got.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Compartment">Which door.</param>
/// <param name="CompartmentText">The same in the user's language.</param>
/// <param name="Reason">Why; text as someone typed it, never markup.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="At">When it was asked for, on the site.</param>
/// <param name="State">The name of the last step reached, or of the ending.</param>
/// <param name="StateText">The same in the user's language.</param>
/// <param name="Note">What is safe to assume, and what comes next.</param>
/// <param name="Tone">Running, Good, Notice or Trouble.</param>
/// <param name="Steps">The way it takes: queued, sent, acknowledged, pulsed, door open, door closed.</param>
public sealed record OpeningMessage(
    Guid Id,
    int Compartment,
    string CompartmentText,
    string Reason,
    string By,
    string At,
    string State,
    string StateText,
    string Note,
    string Tone,
    IReadOnlyList<StepMessage> Steps);

/// <summary>One step of an opening.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Text">The same in the user's language.</param>
/// <param name="Progress">Done, Current, Open (still to come) or Missed.</param>
/// <param name="ProgressText">The same in the user's language.</param>
/// <param name="Time">When it was reached, on the site; empty if it was not.</param>
public sealed record StepMessage(string Step, string Text, string Progress, string ProgressText, string Time);

/// <summary>A depot in one line.</summary>
/// <param name="Depot">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Site">Where it stands.</param>
/// <param name="Connection">How well it is heard.</param>
/// <param name="Compartments">How many it has.</param>
/// <param name="Ready">How many can be used.</param>
/// <param name="InUse">How many are released or in use.</param>
/// <param name="Off">How many are quarantined or out of service.</param>
/// <param name="Troubled">How many are blocked, broken into or left open.</param>
/// <param name="DoorsOpen">How many doors are open.</param>
/// <param name="OccupancyText">Ready, in use and off as a sentence.</param>
/// <param name="DoorsText">The open doors as a sentence.</param>
/// <param name="TroubleText">The troubles as a sentence.</param>
/// <param name="Tone">Quiet, Notice or Trouble.</param>
public sealed record SummaryMessage(
    DepotId Depot,
    string Name,
    string Site,
    ConnectionMessage Connection,
    int Compartments,
    int Ready,
    int InUse,
    int Off,
    int Troubled,
    int DoorsOpen,
    string OccupancyText,
    string DoorsText,
    string TroubleText,
    string Tone);
