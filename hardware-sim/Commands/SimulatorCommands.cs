using System.CommandLine;
using Fachwerk.Simulator.Smoke;

namespace Fachwerk.Simulator.Commands;

/// <summary>The commands of the simulator's process.</summary>
internal static class SimulatorCommands
{
    internal static RootCommand Create(TimeProvider time) => new("Fachwerk's simulated depots")
    {
        SimCommand.Build(time), SmokeCommand.Build(time)
    };
}
