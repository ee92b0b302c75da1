using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.World.Depots;

/// <summary>An event as it stands in the FRAM, and when the world first saw it there.</summary>
/// <param name="Time">Unix seconds by the depot's clock; 0 = not to be trusted.</param>
internal sealed record SeenEvent(
    uint Number, EventKind Kind, int Compartment, uint Time, uint Detail1, uint Detail2, long SeenMs, int Boot);
