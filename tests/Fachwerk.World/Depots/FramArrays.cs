using Fachwerk.Simulator.Chips;

namespace Fachwerk.World.Depots;

/// <summary>The cells of both chips.</summary>
internal sealed class FramArrays
{
    public FramArray A { get; } = new();

    public FramArray B { get; } = new();
}
