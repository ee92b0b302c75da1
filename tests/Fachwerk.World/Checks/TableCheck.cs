using Fachwerk.World.Depots;
using Fachwerk.World.Running;

namespace Fachwerk.World.Checks;

/// <summary>Invariant 8: whenever the version changes and after each boot, the whole table is compared.</summary>
internal sealed class TableCheck(WorldDepot depot, WorldCore world)
{
    private uint _version;
    private int _boot;

    public void AfterTick()
    {
        if (depot.Parts is not { } parts || parts.Table.IsFaulty || !depot.Sim.Board.FramB.IsSound)
            return;
        uint version = parts.Table.Version;
        if (version == _version && _boot == depot.Sim.Boots)
            return;
        if (version < _version && version != 0)
            world.Report(depot.Index, Invariant.TablesAreWhole, $"version {_version} went back to {version}");
        else if (depot.Tables.Differs(depot.FramB) is { } difference)
            world.Report(depot.Index, Invariant.TablesAreWhole, difference);
        world.Trace.Add(depot.Index, "table", version);
        _version = version;
        _boot = depot.Sim.Boots;
    }
}
