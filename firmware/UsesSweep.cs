using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware;

/// <summary>Frees the counters of codes that have left the table, one slot a tick.</summary>
internal sealed class UsesSweep(UsesStore uses, SyncedTable table)
{
    private readonly UsesStore _uses = uses;
    private readonly SyncedTable _table = table;
    private uint _sweptVersion;
    private int _slot;

    /// <summary>True while slots are left.</summary>
    public bool IsSweeping => _slot != 0;

    /// <summary>Goes on with the sweep that follows each new version of the table.</summary>
    public void Tick()
    {
        uint version = _table.Version;
        // A version of 0 is a table that must be read anew: its codes are not known, so nothing is freed.
        if (version == 0 || (version == _sweptVersion && _slot == 0))
        {
            return;
        }
        if (version != _sweptVersion)
        {
            _sweptVersion = version;
            _slot = _uses.End;
        }
        if (_slot == 0)
        {
            return;
        }
        _slot--;
        uint codeId = _uses.CodeAt(_slot);
        if (codeId != 0 && _table.Active.Codes.FindCode(codeId) < 0)
        {
            _uses.TryFree(_slot);
        }
    }
}
