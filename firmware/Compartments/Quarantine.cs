using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Compartments;

/// <summary>
/// Compartments that are not offered for deposits until someone looked at them. The event is written first, the record
/// second; a cut between them is mended at the next start from the newest events.
/// <code>
/// compartments[8]     bit 0 of the first byte = compartment 1      (atomic record)
/// </code>
/// </summary>
public sealed class Quarantine
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = DepotIdentity.CompartmentsMax / 8;

    // A cut ends the program, so what it left undone is among the last events.
    private const uint RecentEvents = 16;

    private readonly Journal _journal;
    private readonly AtomicRecord _record;
    private readonly byte[] _bits = new byte[PayloadBytes];
    private readonly JournalEntry _entry = new JournalEntry();
    private bool _isStored = true;

    /// <param name="fram">Chip A.</param>
    /// <param name="journal">Loaded before this is.</param>
    public Quarantine(Fram fram, Journal journal)
    {
        _journal = journal;
        _record = new AtomicRecord(fram, FramMap.Quarantine, PayloadBytes);
    }

    /// <summary>Reads the record; false when the FRAM does not answer.</summary>
    public bool TryLoad()
    {
        if (_record.Load(_bits, 0) == LoadResult.NoAnswer)
        {
            return false;
        }
        uint first = _journal.LastNumber > RecentEvents ? _journal.LastNumber - RecentEvents + 1 : 1;
        for (uint number = first; number <= _journal.LastNumber; number++)
        {
            if (_journal.TryRead(number, _entry)
                && (_entry.Kind == EventKind.Quarantined || _entry.Kind == EventKind.QuarantineLifted))
            {
                Put(_entry.Compartment, _entry.Kind == EventKind.Quarantined);
            }
        }
        return _isStored || TryStore();
    }

    /// <summary>True while the compartment is not to be offered.</summary>
    public bool IsQuarantined(int compartment) =>
        compartment >= 1 && compartment <= DepotIdentity.CompartmentsMax
        && (_bits[(compartment - 1) / 8] & Bit(compartment)) != 0;

    /// <summary>Quarantines a compartment; one that is quarantined already stays so without another event.</summary>
    /// <returns>True when it is durable. When only the event is, it holds until the next boot mends it.</returns>
    public bool TrySet(int compartment, QuarantineCause cause) =>
        TryChange(compartment, true, EventKind.Quarantined, (uint)cause);

    /// <summary>Offers a compartment again.</summary>
    /// <returns>True when it is durable.</returns>
    public bool TryLift(int compartment) => TryChange(compartment, false, EventKind.QuarantineLifted, 0);

    private bool TryChange(int compartment, bool isQuarantined, EventKind kind, uint detail)
    {
        if (IsQuarantined(compartment) != isQuarantined)
        {
            if (!_journal.TryAppend(kind, compartment, detail, 0))
            {
                return false;
            }
            Put(compartment, isQuarantined);
        }
        return _isStored || TryStore();
    }

    private void Put(int compartment, bool isQuarantined)
    {
        if (compartment < 1 || compartment > DepotIdentity.CompartmentsMax
            || IsQuarantined(compartment) == isQuarantined)
        {
            return;
        }
        _bits[(compartment - 1) / 8] ^= Bit(compartment);
        _isStored = false;
    }

    private bool TryStore()
    {
        _isStored = _record.TryStore(_bits, 0);
        return _isStored;
    }

    private static byte Bit(int compartment) => (byte)(1 << ((compartment - 1) % 8));
}
