using Fachwerk.Firmware.Storage;

namespace Fachwerk.Firmware;

/// <summary>Frees the counters of codes that have left the table, one slot a tick.</summary>
internal sealed class UsesSweep
{
    private readonly UsesStore _uses;
    private readonly SyncedTable _table;
    private uint _sweptVersion;
    private int _slot;

    public UsesSweep(UsesStore uses, SyncedTable table)
    {
        _uses = uses;
        _table = table;
    }

    /// <summary>Goes on with the sweep that follows each new version of the table.</summary>
    public void Tick()
    {
        // A version of 0 is a table that must be read anew: its codes are not known, so nothing is freed.
        if (_table.Version == 0 || (_table.Version == _sweptVersion && _slot == 0))
        {
            return;
        }
        if (_table.Version != _sweptVersion)
        {
            _sweptVersion = _table.Version;
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
