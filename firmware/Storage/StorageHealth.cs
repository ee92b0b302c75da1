namespace Fachwerk.Firmware.Storage;

/// <summary>How far what is kept could be read, and whether its chips answer.</summary>
/// <param name="journal">On chip A.</param>
/// <param name="table">On chip B.</param>
public sealed class StorageHealth(Journal journal, SyncedTable table)
{
    private readonly Journal _journal = journal;
    private readonly SyncedTable _table = table;
    private bool _isHeldUp;
    private bool _isSilent;

    /// <summary>True once all that is kept was read: before, no code is judged and no gateway told anything.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>True when a chip does not answer or holds damaged records.</summary>
    public bool HasFault =>
        _isSilent || (_isHeldUp && !IsLoaded) || _journal.IsFaulty || _table.IsFaulty || _table.Active.IsDamaged;

    /// <summary>All that is kept was read.</summary>
    public void NoteLoaded()
    {
        IsLoaded = true;
    }

    /// <summary>Whether a chip does not answer, or not with what it holds.</summary>
    public void NoteSilent(bool isSilent)
    {
        _isSilent = isSilent;
    }

    /// <summary>To read on was not possible: a chip did not answer.</summary>
    public void NoteHeldUp()
    {
        _isHeldUp = true;
    }
}
