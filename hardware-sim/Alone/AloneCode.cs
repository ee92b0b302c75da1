using Fachwerk.Protocol.Codes;

namespace Fachwerk.Simulator.Alone;

/// <summary>A code one can try without a backend.</summary>
/// <param name="Controller">The depot it is for.</param>
/// <param name="Digits">What to type before <c>#</c>.</param>
/// <param name="Does">What happens then, for people.</param>
/// <param name="Compartment">What it opens; 255 for a deposit or the maintenance menu.</param>
/// <param name="Uses">How often; 0 = as often as one likes.</param>
/// <param name="Flags">What else it is.</param>
/// <param name="NotBefore">Unix seconds from which on it is valid.</param>
/// <param name="NotAfter">Unix seconds from which on it is not valid any more.</param>
/// <param name="Wanted">For deposits: the smallest size.</param>
internal sealed record AloneCode(
    uint Controller, string Digits, string Does, int Compartment = CodeRecord.AnyCompartment, int Uses = 0,
    CodeFlags Flags = CodeFlags.UntilRevoked, long NotBefore = 0, long NotAfter = uint.MaxValue, int Wanted = 0);
