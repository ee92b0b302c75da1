using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware;

/// <summary>
/// Reads the table in force again, one slot a second, so that a damaged record is found before someone stands before
/// it: 1,080 slots in 18 minutes. Then the whole table is read anew from the gateway.
/// </summary>
internal sealed class TableScrub
{
    private const int EveryMs = 1000;

    private readonly DepotParts _parts;
    private int _slot;
    private long _dueMs;

    public TableScrub(DepotParts parts)
    {
        _parts = parts;
    }

    /// <summary>Reads the next slot when it is time and the bus is not busy.</summary>
    public void Tick(long nowMs)
    {
        SyncedTable table = _parts.Table;
        if (nowMs < _dueMs || !table.IsLevel || _parts.MainBus.TickBytes > TickBudget.TableUpTo)
        {
            return;
        }
        _dueMs = nowMs + EveryMs;
        if (_slot >= table.Active.Codes.SlotEnd && _slot < TableHalf.FirstCompartment)
        {
            _slot = TableHalf.FirstCompartment;
        }
        table.Active.Check(_slot);
        _slot = _slot + 1 < TableHalf.Slots ? _slot + 1 : 0;
    }
}
