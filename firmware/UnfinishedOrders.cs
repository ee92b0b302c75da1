using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>
/// After a boot: an order that was started and not ended was interrupted, unless the cut fell between the event that
/// ended it and the memory of it.
/// </summary>
internal sealed class UnfinishedOrders(OrderMemory orders, Journal journal, Reactions reactions) : IStartRecords
{
    private readonly OrderMemory _orders = orders;
    private readonly Journal _journal = journal;
    private readonly Reactions _reactions = reactions;
    private readonly RecentEvents _recent = new RecentEvents(journal);
    private readonly JournalEntry _started = new JournalEntry();
    private bool _hasBegun;
    private int _place;

    public bool IsLoaded => _place == OrderMemory.Capacity;

    /// <summary>Looks through the newest events first, then ends one order at a time.</summary>
    public bool TryLoadNext()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _recent.Begin();
        }
        if (!_recent.IsDone)
        {
            CatchUp();
            return true;
        }
        while (!IsLoaded && !IsUnfinished(_place))
        {
            _place++;
        }
        if (!IsLoaded)
        {
            int compartment = _journal.TryRead(_orders.EventAt(_place), _started) ? _started.Compartment : 0;
            _reactions.Finish(_orders.IdAt(_place), compartment, OrderOutcome.Interrupted);
            _place++;
        }
        return true;
    }

    private void CatchUp()
    {
        while (_recent.TryNext())
        {
            JournalEntry entry = _recent.Entry;
            int place = entry.Kind == EventKind.OrderFinished ? _orders.Find(entry.Detail1) : -1;
            if (place >= 0 && IsUnfinished(place))
            {
                _orders.TryRemember(entry.Detail1, (OrderOutcome)entry.Detail2, entry.Number);
            }
        }
    }

    private bool IsUnfinished(int place) =>
        _orders.IdAt(place) != 0 && _orders.OutcomeAt(place) == OrderOutcome.Started;
}
