namespace Fachwerk.Simulator.Board;

/// <summary>The power goes between two I/O operations: the controller's code stops right there.</summary>
public sealed class PowerCutException : Exception
{
    /// <summary>The power goes.</summary>
    public PowerCutException()
        : base("The board lost its power.")
    {
    }
}
