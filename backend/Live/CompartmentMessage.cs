namespace Fachwerk.Backend.Live;

/// <summary>One compartment as it is now.</summary>
/// <param name="Number">1 to 64, as it stands on the door.</param>
/// <param name="Size">Small, Medium or Large.</param>
/// <param name="SizeText">The same in the user's language.</param>
/// <param name="Door">Open, Closed or Unknown: what the door switch says.</param>
/// <param name="DoorText">The same in the user's language.</param>
/// <param name="DoorSince">Since when, on the site; empty if it was never told.</param>
/// <param name="Process">Ready, Released, InUse, LeftOpen, Blocked, BreakIn, Quarantined or OutOfService.</param>
/// <param name="ProcessText">The same in the user's language.</param>
/// <param name="ProcessIcon">A symbol of the icon sprite for it.</param>
/// <param name="Tone">Quiet, Notice, Trouble or Off: how much the process asks for attention.</param>
public sealed record CompartmentMessage(
    int Number,
    string Size,
    string SizeText,
    string Door,
    string DoorText,
    string DoorSince,
    string Process,
    string ProcessText,
    string ProcessIcon,
    string Tone);
