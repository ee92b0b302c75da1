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
/// <param name="fram">Chip A.</param>
/// <param name="journal">Loaded before this is.</param>
public sealed class Quarantine(Fram fram, Journal journal) : IStartRecords
{
    /// <summary>Bytes of the record.</summary>
    public const int PayloadBytes = DepotIdentity.CompartmentsMax / 8;

    private readonly Journal _journal = journal;
    private readonly AtomicRecord _record = new AtomicRecord(fram, FramMap.Quarantine, PayloadBytes);
    private readonly byte[] _bits = new byte[PayloadBytes];
    private readonly RecentEvents _recent = new RecentEvents(journal);
    private bool _isRead;
    private bool _isStored = true;

    /// <inheritdoc />
    public bool IsLoaded => _isRead && _recent.IsDone && _isStored;

    /// <summary>Reads all of it.</summary>
    public bool TryLoad() => StartRecords.TryLoadAll(this);

    /// <summary>Reads the record, then the events that it may not know of.</summary>
    public bool TryLoadNext()
    {
        if (!_isRead)
        {
            _isRead = _record.Load(_bits, 0) != LoadResult.NoAnswer;
            _recent.Begin();
            return _isRead;
        }
        while (_recent.TryNext())
        {
            EventKind kind = _recent.Entry.Kind;
            if (kind == EventKind.Quarantined || kind == EventKind.QuarantineLifted)
            {
                Put(_recent.Entry.Compartment, kind == EventKind.Quarantined);
            }
        }
        return !_recent.IsDone || _isStored || TryStore();
    }

    /// <summary>True while the compartment is not to be offered.</summary>
    public bool IsQuarantined(int compartment) =>
        compartment >= 1 && compartment <= DepotIdentity.CompartmentsMax
        && (_bits[(compartment - 1) / 8] >> ((compartment - 1) % 8) & 1) != 0;

    /// <summary>A bit for each compartment of an expander that is not to be offered.</summary>
    public int Bits(int expander) => _bits[expander];

    /// <summary>How many are not to be offered.</summary>
    /// <param name="last">The last compartment that is fitted.</param>
    public int Count(int last)
    {
        int count = 0;
        for (int i = 0; i < last; i++)
        {
            count += _bits[i >> 3] >> (i & 7) & 1;
        }
        return count;
    }

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
