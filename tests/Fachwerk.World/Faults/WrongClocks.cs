using Fachwerk.World.Gateway;
using Fachwerk.World.Running;

namespace Fachwerk.World.Faults;

/// <summary>
/// Fault: gateways tell a wrong time, past or future, by seconds or by decades, or none. Never for an hour on end: what
/// all told for an hour would be agreed on.
/// </summary>
internal sealed class WrongClocks(WorldCore world)
{
    private const int LastsMinMs = 200;
    private const int LastsMaxMs = 3_000_000;
    private const int OffMaxSeconds = 1_700_000_000;
    private const int PastMaxSeconds = 20_000_000;

    /// <summary>These tell one and the same wrong time for a while.</summary>
    public void Begin(params IReadOnlyList<GatewayNode> nodes)
    {
        long? off = Random.Between(0, 9) switch
        {
            0 => null,
            < 5 => Random.Spread(1, OffMaxSeconds),
            _ => -Random.Spread(1, PastMaxSeconds),
        };
        Set(nodes, off);
        world.Agenda.In(Random.Spread(LastsMinMs, LastsMaxMs), () => Set(nodes, 0));
    }

    private WorldRandom Random => world.Random;

    private static void Set(IReadOnlyList<GatewayNode> nodes, long? off)
    {
        foreach (GatewayNode node in nodes)
            node.ClockOffSeconds = off;
    }
}
