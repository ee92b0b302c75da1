using Fachwerk.Simulator.Depots;

namespace Fachwerk.Simulator.Running;

/// <summary>A depot in its shard.</summary>
internal sealed class DepotSlot
{
    internal DepotSlot(SimulatedDepot depot, DepotShard shard, string name)
    {
        Depot = depot;
        Shard = shard;
        Name = name;
    }

    internal SimulatedDepot Depot { get; }

    internal DepotShard Shard { get; }

    internal string Name { get; }

    /// <summary>When it runs next; entries of the queue for any other time are stale.</summary>
    internal long DueMs { get; set; } = -1;
}
