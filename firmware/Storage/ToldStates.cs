using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// What the journal told last of states that change without power too: doors, parts, mains, housing, supply. So what
/// became different meanwhile is told by an event after the start. The event is written first, the record second; a
/// cut between them is mended at the next start from the newest events.
/// <code>
/// openDoors[8]  knownDoors[8]  faults[4]     doors: bit 0 of the first byte = compartment 1      (atomic record)
/// </code>
/// </summary>
/// <param name="fram">Chip A.</param>
/// <param name="journal">Loaded before this is.</param>
public sealed class ToldStates(Fram fram, Journal journal) : IStartRecords
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = 2 * DoorBytes + 4;

    // Faults are numbered as parts are (DepotPart, below 24), then these.

    /// <summary>The mains supply is lost.</summary>
    public const int MainsLost = 24;

    /// <summary>The housing is open.</summary>
    public const int TamperOpen = 25;

    /// <summary>The supply is low.</summary>
    public const int SupplyLow = 26;

    private const int DoorBytes = DepotIdentity.CompartmentsMax / 8;
    private const int KnownAt = DoorBytes;
    private const int FaultsAt = 2 * DoorBytes;

    private readonly Journal _journal = journal;
    private readonly AtomicRecord _record = new AtomicRecord(fram, FramMap.ToldStates, PayloadBytes);
    private readonly byte[] _states = new byte[PayloadBytes];
    private readonly byte[] _opening = new byte[DoorBytes];
    private readonly RecentEvents _recent = new RecentEvents(journal);
    private bool _isRead;
    private bool _isStored = true;

    /// <inheritdoc />
    public bool IsLoaded => _isRead && _recent.IsDone;

    /// <summary>Reads the record, then the events that it may not know of.</summary>
    public bool TryLoadNext()
    {
        if (!_isRead)
        {
            _isRead = _record.Load(_states, 0) != LoadResult.NoAnswer;
            _recent.Begin();
            return _isRead;
        }
        while (_recent.TryNext())
        {
            Catch(_recent.Entry);
        }
        return true;
    }

    /// <summary>How a door stood when it was told last; unknown = never.</summary>
    public DoorState DoorOf(int compartment) =>
        !IsSet(_states, KnownAt * 8 + compartment - 1) ? DoorState.Unknown
        : IsSet(_states, compartment - 1) ? DoorState.Open : DoorState.Closed;

    /// <summary>True when the last boot ended right after something was to open the door, before it was told.</summary>
    public bool WasOpening(int compartment) => IsSet(_opening, compartment - 1);

    /// <summary>True when the fault was told and its end was not.</summary>
    public bool IsFault(int fault) => IsSet(_states, FaultsAt * 8 + fault);

    /// <summary>A door was told, or found closed without ever having been told.</summary>
    public void NoteDoor(int compartment, bool isOpen)
    {
        Put(_states, compartment - 1, isOpen);
        Put(_states, KnownAt * 8 + compartment - 1, true);
    }

    /// <summary>A fault or its end was told.</summary>
    public void NoteFault(int fault, bool isFault) => Put(_states, FaultsAt * 8 + fault, isFault);

    /// <summary>True while something noted waits to be written, and can be.</summary>
    public bool IsToStore => !_isStored && !_journal.IsSilent;

    /// <summary>Writes what was noted; tries again in the next tick when it cannot.</summary>
    public void Store()
    {
        if (IsToStore)
        {
            _isStored = _record.TryStore(_states, 0);
        }
    }

    private void Catch(JournalEntry entry)
    {
        bool isOfDoor = entry.Compartment >= 1 && entry.Compartment <= DepotIdentity.CompartmentsMax;
        bool isOpened = entry.Kind == EventKind.DoorOpened || entry.Kind == EventKind.DoorFoundOpen
            || entry.Kind == EventKind.BreakIn;
        if (entry.Kind == EventKind.Booted)
        {
            System.Array.Clear(_opening, 0, DoorBytes);
        }
        else if (isOfDoor && IsOpening(entry))
        {
            Put(_opening, entry.Compartment - 1, true);
        }
        else if (isOfDoor && (isOpened || entry.Kind == EventKind.DoorClosed
            || entry.Kind == EventKind.DoorFoundClosed || entry.Kind == EventKind.DoorBlocked))
        {
            Put(_opening, entry.Compartment - 1, false);
            NoteDoor(entry.Compartment, isOpened);
        }
        else
        {
            CatchFault(entry);
        }
    }

    // Written before the deed, or the deed itself.
    private static bool IsOpening(JournalEntry entry) => entry.Kind == EventKind.CodeAccepted
        || entry.Kind == EventKind.OfflineAccepted || entry.Kind == EventKind.Reopened
        || entry.Kind == EventKind.DepositSwapped || entry.Kind == EventKind.Pulsed
        || (entry.Kind == EventKind.OrderStarted && entry.Detail2 == (uint)OrderKind.Open);

    private void CatchFault(JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case EventKind.PartFailed when entry.Detail1 < MainsLost:
            case EventKind.PartRecovered when entry.Detail1 < MainsLost:
                NoteFault((int)entry.Detail1, entry.Kind == EventKind.PartFailed);
                break;
            case EventKind.MainsLost:
            case EventKind.MainsRestored:
                NoteFault(MainsLost, entry.Kind == EventKind.MainsLost);
                break;
            case EventKind.TamperOpened:
            case EventKind.TamperClosed:
                NoteFault(TamperOpen, entry.Kind == EventKind.TamperOpened);
                break;
            case EventKind.SupplyLow:
            case EventKind.SupplyRestored:
                NoteFault(SupplyLow, entry.Kind == EventKind.SupplyLow);
                break;
            default:
                break;
        }
    }

    private void Put(byte[] bits, int index, bool isSet)
    {
        if (IsSet(bits, index) != isSet)
        {
            bits[index / 8] ^= (byte)(1 << (index % 8));
            _isStored &= bits != _states;
        }
    }

    private static bool IsSet(byte[] bits, int index) => (bits[index / 8] >> (index % 8) & 1) != 0;
}
