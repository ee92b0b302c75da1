namespace Fachwerk.Firmware.Storage;

/// <summary>
/// The last events before a start, a few at a time: a cut ends the program, so what it left undone is among them.
/// </summary>
internal sealed class RecentEvents(Journal journal)
{
    private const uint Recent = 16;
    private const int PerPortion = 4;

    private readonly Journal _journal = journal;
    private uint _next;
    private int _inPortion;

    /// <summary>The event read last.</summary>
    public JournalEntry Entry { get; } = new JournalEntry();

    /// <summary>True when the newest one was read.</summary>
    public bool IsDone => _next > _journal.LastNumber;

    /// <summary>Begins with the oldest of them.</summary>
    public void Begin()
    {
        _next = _journal.LastNumber > Recent ? _journal.LastNumber - Recent + 1 : 1;
        _inPortion = 0;
    }

    /// <summary>Reads the next one that can be read; false at the end of a portion.</summary>
    public bool TryNext()
    {
        while (_inPortion < PerPortion && !IsDone)
        {
            _inPortion++;
            uint number = _next++;
            if (_journal.TryRead(number, Entry))
            {
                return true;
            }
        }
        _inPortion = 0;
        return false;
    }
}
