using Fachwerk.Simulator.Chips;

namespace Fachwerk.Simulator.Depots;

/// <summary>The cells of a board's two FRAM chips.</summary>
/// <param name="FramA">Identity, counters, journal.</param>
/// <param name="FramB">Tables and settings.</param>
public sealed record BoardMemory(IFramMemory FramA, IFramMemory FramB)
{
    /// <summary>Cells that end with the process.</summary>
    public static BoardMemory InProcess() => new(new FramArray(), new FramArray());
}
