namespace Fachwerk.Backend.Fleet;

/// <summary>A generation of the fleet, told apart from another beginning of the same.</summary>
/// <param name="Drawn">At random when it began; <see cref="Unknown"/> when only its number was named.</param>
public readonly record struct BegunGeneration(int Generation, long Drawn)
{
    public const long Unknown = -1;

    /// <summary>Whether a fleet in the other one has forgotten this one: it is older, or began another time.</summary>
    public bool IsForgottenBy(BegunGeneration other) => Generation > other.Generation
        || Generation == other.Generation && Drawn != other.Drawn && Drawn != Unknown;
}
