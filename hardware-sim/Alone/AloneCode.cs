using Fachwerk.Protocol.Codes;

namespace Fachwerk.Simulator.Alone;

/// <summary>A code one can try without a backend.</summary>
/// <param name="Controller">The depot it is for.</param>
/// <param name="Digits">What to type before <c>#</c>.</param>
/// <param name="Compartment">What it opens; 255 for a deposit or the maintenance menu.</param>
/// <param name="Uses">How often; 0 = as often as one likes.</param>
/// <param name="Flags">What else it is.</param>
internal sealed record AloneCode(
    uint Controller, string Digits, int Compartment, int Uses, CodeFlags Flags = CodeFlags.None);
