using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>
/// Reads what is stored again, a slot of each half of the table and an event of the journal a second: 1,080 slots in 18
/// minutes, 2,603 events in 44. So a flipped bit is mended before a second one joins it, and a record that is damaged
/// beyond that is found before someone stands before it. Tells of every cell that was mended, wherever it was found.
/// </summary>
internal sealed class MemoryScrub(TickBudget budget, SyncedTable table, Journal journal, MendedCells mended)
{
    private const int EveryMs = 1000;

    private readonly TickBudget _budget = budget;
    private readonly SyncedTable _table = table;
    private readonly Journal _journal = journal;
    private readonly MendedCells _mended = mended;
    private readonly JournalEntry _entry = new JournalEntry();
    private int _activeSlot;
    private int _stagingSlot;
    private uint _event;
    private long _activeMs;
    private long _stagingMs;
    private long _journalMs;

    private bool HasTime => _budget.Allows(TickBudget.TableUpTo);

    /// <summary>Goes on with one thing that is due, as long as the bus is not busy.</summary>
    public void Tick(long nowMs)
    {
        Tell();
        if (nowMs >= _activeMs && _table.IsLevel && HasTime)
        {
            _activeMs = nowMs + EveryMs;
            _activeSlot = SlotFrom(_activeSlot, _table.Active);
            _table.MendActive(_activeSlot);
            _activeSlot++;
        }
        else if (nowMs >= _stagingMs && _table.IsLevel && HasTime)
        {
            _stagingMs = nowMs + EveryMs;
            _stagingSlot = SlotFrom(_stagingSlot, _table.Staging);
            _table.MendStaging(_stagingSlot);
            _stagingSlot++;
        }
        else if (nowMs >= _journalMs && HasTime)
        {
            _journalMs = nowMs + EveryMs;
            CheckEvent();
        }
    }

    // One a tick, as of all that is told of parts.
    private void Tell()
    {
        if (_mended.HasUntold && !_journal.IsSilent && HasTime && _journal.TryAppend(
            EventKind.MemoryMended, 0, _mended.Address, _mended.Bit))
        {
            _mended.Told();
        }
    }

    // What is damaged beyond one bit is told as a gap when its turn to be sent comes.
    private void CheckEvent()
    {
        _event = _event < _journal.OldestHeld || _event > _journal.LastNumber ? _journal.OldestHeld : _event;
        _journal.TryRead(_event, _entry);
        _event++;
    }

    private static int SlotFrom(int slot, TableHalf half)
    {
        if (slot >= TableHalf.Slots)
        {
            slot = 0;
        }
        return slot >= half.Codes.SlotEnd && slot < TableHalf.FirstCompartment ? TableHalf.FirstCompartment : slot;
    }
}
