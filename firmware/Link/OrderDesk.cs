using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Takes orders on, each at most once: first the id is looked up, then expiry. "Started" is remembered before anything
/// is opened; a repeated order is answered with what became of it.
/// </summary>
public sealed class OrderDesk(
    OrderMemory orders, DepotClock clock, Journal journal, LockBank bank, DoorOpener opener, Quarantine quarantine,
    Reopenings reopenings, FrontPanel panel, KeypadDesk keypad, TableDownload table, PlannedRestart restart)
{
    // So that the answer is sent first.
    private const int RestartAfterMs = 1000;

    private readonly OrderMemory _orders = orders;
    private readonly DepotClock _clock = clock;
    private readonly Journal _journal = journal;
    private readonly LockBank _bank = bank;
    private readonly DoorOpener _opener = opener;
    private readonly Quarantine _quarantine = quarantine;
    private readonly Reopenings _reopenings = reopenings;
    private readonly FrontPanel _panel = panel;
    private readonly KeypadDesk _keypad = keypad;
    private readonly TableDownload _table = table;
    private readonly PlannedRestart _restart = restart;
    private readonly Opening _opening = new Opening();
    private readonly OrderTelegram _order = new OrderTelegram();
    private readonly OrderAnswer _answer = new OrderAnswer();

    /// <summary>Carries out the order in a body and writes the answer.</summary>
    /// <returns>Bytes of the answer; 0 when the body is no order.</returns>
    public int Handle(byte[] body, int offset, int count, byte[] output, int capacity, long nowMs)
    {
        if (!_order.TryRead(body, offset, count))
        {
            return 0;
        }
        _answer.OrderId = _order.OrderId;
        _answer.Event = 0;
        int place = _orders.Find(_order.OrderId);
        if (place >= 0)
        {
            _answer.Outcome = (int)_orders.OutcomeAt(place);
            _answer.Event = _orders.EventAt(place);
        }
        else
        {
            _answer.Outcome = (int)TakeOn(nowMs);
        }
        return _answer.Write(output, 0, capacity);
    }

    private OrderOutcome TakeOn(long nowMs)
    {
        if (_orders.IsForgotten(_order.OrderId))
        {
            return OrderOutcome.Expired;
        }
        // Not remembered: the gateway sends it again once the clock is known.
        if (!_clock.IsTrusted)
        {
            return OrderOutcome.ClockUnknown;
        }
        if (_clock.UnixSeconds > _order.NotAfter)
        {
            return Remember(OrderOutcome.Expired);
        }
        switch ((OrderKind)_order.Kind)
        {
            case OrderKind.Open:
                return Open();
            case OrderKind.Refresh:
                _table.Want();
                return Remember(OrderOutcome.Done);
            case OrderKind.Identify:
                _panel.Identify(nowMs);
                return Remember(OrderOutcome.Done);
            case OrderKind.LiftLockout:
                _keypad.LiftLockout();
                return Remember(OrderOutcome.Done);
            case OrderKind.Quarantine:
            case OrderKind.LiftQuarantine:
                return Quarantine();
            case OrderKind.Reboot:
                return Remember(OrderOutcome.Done) == OrderOutcome.Done && _restart.TryPlan(nowMs + RestartAfterMs)
                    ? OrderOutcome.Done : OrderOutcome.Failed;
            default:
                return Remember(OrderOutcome.NotSupported);
        }
    }

    private bool IsFitted => _order.Compartment >= 1 && _order.Compartment <= _bank.Compartments;

    // Doing it twice changes nothing, so it may come again when it could not be remembered.
    private OrderOutcome Quarantine()
    {
        int compartment = _order.Compartment;
        if (!IsFitted)
        {
            return Remember(OrderOutcome.NoSuchCompartment);
        }
        if (_order.Kind == (int)OrderKind.LiftQuarantine)
        {
            return _quarantine.TryLift(compartment) ? Remember(OrderOutcome.Done) : OrderOutcome.Failed;
        }
        if (!_quarantine.TrySet(compartment, QuarantineCause.Order))
        {
            return OrderOutcome.Failed;
        }
        _reopenings.Note(compartment, 0);
        return Remember(OrderOutcome.Done);
    }

    private OrderOutcome Open()
    {
        int compartment = _order.Compartment;
        if (!IsFitted)
        {
            return Remember(OrderOutcome.NoSuchCompartment);
        }
        if (!_opener.CanOpen(compartment))
        {
            return Remember(OrderOutcome.Failed);
        }
        uint number = _journal.NextNumber;
        if (!_orders.TryRemember(_order.OrderId, OrderOutcome.Started, number))
        {
            return OrderOutcome.Failed;
        }
        if (!_opener.TryOpen(_opening.FillForOrder(compartment, _order.OrderId), NoCost.Instance))
        {
            return Remember(OrderOutcome.Failed);
        }
        _answer.Event = number;
        return OrderOutcome.Started;
    }

    // What cannot be remembered was not taken on, so that it may come again.
    private OrderOutcome Remember(OrderOutcome outcome) =>
        _orders.TryRemember(_order.OrderId, outcome, 0) ? outcome : OrderOutcome.Failed;
}
