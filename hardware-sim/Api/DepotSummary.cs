using Fachwerk.Firmware.Board;
using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Api;

/// <summary>A depot in the list of all.</summary>
internal sealed record DepotSummary(
    uint Controller, string Name, bool Power, bool Network, string Line, LedColor Led, int Compartments,
    string OpenDoors, uint Waiting)
{
    internal static DepotSummary Of(DepotSnapshot depot) => new(
        depot.Controller, depot.Name, depot.Power, depot.Network, depot.Display.Lines[0].TrimEnd(), depot.Led,
        depot.Doors.Count, string.Join(", ", depot.Doors.Where(door => door.Open).Select(door => door.Number)),
        depot.Journal.Waiting);
}
