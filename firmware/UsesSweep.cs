using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware;

/// <summary>Frees the counters of codes that have left the table, one slot a tick.</summary>
internal sealed class UsesSweep
{
    private readonly UsesStore uses;
    private readonly SyncedTable table;
    private uint sweptVersion;
    private int slot;

    public UsesSweep(UsesStore uses, SyncedTable table)
    {
        this.uses = uses;
        this.table = table;
    }

    /// <summary>Goes on with the sweep that follows each new version of the table.</summary>
    public void Tick()
    {
        // A version of 0 is a table that must be read anew: its codes are not known, so nothing is freed.
        if (table.Version == 0 || (table.Version == sweptVersion && slot == 0))
        {
            return;
        }
        if (table.Version != sweptVersion)
        {
            sweptVersion = table.Version;
            slot = uses.End;
        }
        if (slot == 0)
        {
            return;
        }
        slot--;
        uint codeId = uses.CodeAt(slot);
        if (codeId != 0 && table.Active.Codes.FindCode(codeId) < 0)
        {
            uses.TryFree(slot);
        }
    }
}
