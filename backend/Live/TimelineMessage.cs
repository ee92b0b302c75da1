namespace Fachwerk.Backend.Live;

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
