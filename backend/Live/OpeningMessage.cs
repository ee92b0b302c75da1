namespace Fachwerk.Backend.Live;

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
