namespace Fachwerk.Simulator.Alone;

/// <summary>A code one can try without a backend.</summary>
/// <param name="Controller">The depot it is for.</param>
/// <param name="Digits">What to type before <c>#</c>.</param>
/// <param name="Compartment">What it opens.</param>
/// <param name="Uses">How often; 0 = as often as one likes.</param>
internal sealed record AloneCode(uint Controller, string Digits, int Compartment, int Uses);
