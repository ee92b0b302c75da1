namespace Fachwerk.Simulator.Board;

/// <summary>The controller restarts itself; as on the device, the call does not return.</summary>
public sealed class RestartException : Exception
{
    /// <summary>The controller restarts.</summary>
    public RestartException()
        : base("The controller restarts.")
    {
    }
}
