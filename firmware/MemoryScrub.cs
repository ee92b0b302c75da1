using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>
/// Reads what is stored again, a slot of each half of the table and an event of the journal a second: 1,080 slots in 18
/// minutes, 2,603 events in 44. So a flipped bit is mended before a second one joins it, and a record that is damaged
/// beyond that is found before someone stands before it. Tells of every cell that was mended, wherever it was found.
/// </summary>
internal sealed class MemoryScrub
{
    private const int EveryMs = 1000;

    private readonly DepotParts _parts;
    private readonly JournalEntry _entry = new JournalEntry();
    private int _activeSlot;
    private int _stagingSlot;
    private uint _event;
    private long _activeMs;
    private long _stagingMs;
    private long _journalMs;

    public MemoryScrub(DepotParts parts)
    {
        _parts = parts;
    }

    private bool HasTime => _parts.MainBus.TickBytes <= TickBudget.TableUpTo;

    /// <summary>Goes on with one thing that is due, as long as the bus is not busy.</summary>
    public void Tick(long nowMs)
    {
        Tell();
        SyncedTable table = _parts.Table;
        if (nowMs >= _activeMs && table.IsLevel && HasTime)
        {
            _activeMs = nowMs + EveryMs;
            _activeSlot = SlotFrom(_activeSlot, table.Active);
            table.CheckActive(_activeSlot);
            _activeSlot++;
        }
        else if (nowMs >= _stagingMs && table.IsLevel && HasTime)
        {
            _stagingMs = nowMs + EveryMs;
            _stagingSlot = SlotFrom(_stagingSlot, table.Staging);
            table.CheckStaging(_stagingSlot);
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
        if (_parts.Mended.HasUntold && !_parts.Journal.IsSilent && HasTime && _parts.Journal.TryAppend(
            EventKind.MemoryMended, 0, _parts.Mended.Address, _parts.Mended.Bit))
        {
            _parts.Mended.Told();
        }
    }

    // What is damaged beyond one bit is told as a gap when its turn to be sent comes.
    private void CheckEvent()
    {
        Journal journal = _parts.Journal;
        _event = _event < journal.OldestHeld || _event > journal.LastNumber ? journal.OldestHeld : _event;
        journal.TryRead(_event, _entry);
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
