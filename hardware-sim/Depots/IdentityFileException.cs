namespace Fachwerk.Simulator.Depots;

/// <summary>An identity file cannot be used; the message is for the person who started the simulator.</summary>
public sealed class IdentityFileException : Exception
{
    /// <summary>Names the file and what is wrong.</summary>
    public IdentityFileException(string path, string fault)
        : base($"The identity file {path} cannot be used: {fault}.")
    {
    }
}
