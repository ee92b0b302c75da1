using Fachwerk.Backend.Database;

namespace Fachwerk.Backend.Live;

/// <summary>A depot in one line.</summary>
/// <param name="Depot">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Site">Where it stands.</param>
/// <param name="Connection">How well it is heard.</param>
/// <param name="Compartments">How many it has.</param>
/// <param name="Ready">How many can be used.</param>
/// <param name="InUse">How many are released or in use.</param>
/// <param name="Off">How many are quarantined or out of service.</param>
/// <param name="Troubled">How many are blocked, broken into or left open.</param>
/// <param name="DoorsOpen">How many doors are open.</param>
/// <param name="OccupancyText">Ready, in use and off as a sentence.</param>
/// <param name="DoorsText">The open doors as a sentence.</param>
/// <param name="TroubleText">The troubles as a sentence.</param>
/// <param name="Tone">Quiet, Notice or Trouble.</param>
public sealed record SummaryMessage(
    DepotId Depot,
    string Name,
    string Site,
    ConnectionMessage Connection,
    int Compartments,
    int Ready,
    int InUse,
    int Off,
    int Troubled,
    int DoorsOpen,
    string OccupancyText,
    string DoorsText,
    string TroubleText,
    string Tone);
