namespace Fachwerk.Simulator.Depots;

/// <summary>What is wrong with the name servers that a depot reaches.</summary>
public enum NameFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>They take questions and never answer.</summary>
    Silent = 1,

    /// <summary>They answer nonsense: addresses that are somebody else's, and messages that are none.</summary>
    AnswersAnything = 2
}
