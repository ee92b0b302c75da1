using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Takes orders on, each at most once: first the id is looked up, then expiry. "Started" is remembered and journalled
/// before the pulse; a repeated order is answered with what became of it.
/// </summary>
public sealed class OrderDesk
{
    private readonly DepotParts _parts;
    private readonly OrderTelegram _order = new OrderTelegram();
    private readonly OrderAnswer _answer = new OrderAnswer();

    /// <summary>The desk for a depot.</summary>
    public OrderDesk(DepotParts parts)
    {
        _parts = parts;
    }

    /// <summary>True when an order asked to read the table now; whoever reads it takes it back.</summary>
    public bool WantsRefresh { get; set; }

    /// <summary>True when an order asked to lift the lockout; whoever lifts it takes it back.</summary>
    public bool WantsLift { get; set; }

    /// <summary>True when an order asked for a restart.</summary>
    public bool WantsRestart { get; private set; }

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
        int place = _parts.Orders.Find(_order.OrderId);
        if (place >= 0)
        {
            _answer.Outcome = (int)_parts.Orders.OutcomeAt(place);
            _answer.Event = _parts.Orders.EventAt(place);
        }
        else
        {
            _answer.Outcome = (int)TakeOn(nowMs);
        }
        return _answer.Write(output, 0, capacity);
    }

    private OrderOutcome TakeOn(long nowMs)
    {
        if (_parts.Orders.IsForgotten(_order.OrderId))
        {
            return OrderOutcome.Expired;
        }
        // Not remembered: the gateway sends it again once the clock is known.
        if (!_parts.Clock.IsTrusted)
        {
            return OrderOutcome.ClockUnknown;
        }
        if (_parts.Clock.UnixSeconds > _order.NotAfter)
        {
            return Remember(OrderOutcome.Expired);
        }
        switch ((OrderKind)_order.Kind)
        {
            case OrderKind.Open:
                return Open();
            case OrderKind.Refresh:
                WantsRefresh = true;
                return Remember(OrderOutcome.Done);
            case OrderKind.Identify:
                _parts.Panel.Identify(nowMs);
                return Remember(OrderOutcome.Done);
            case OrderKind.LiftLockout:
                WantsLift = true;
                return Remember(OrderOutcome.Done);
            case OrderKind.Quarantine:
            case OrderKind.LiftQuarantine:
                return Quarantine();
            case OrderKind.Reboot:
                WantsRestart = Remember(OrderOutcome.Done) == OrderOutcome.Done
                    && _parts.Boot.TryMark(BootReason.Planned);
                return WantsRestart ? OrderOutcome.Done : OrderOutcome.Failed;
            default:
                return Remember(OrderOutcome.NotSupported);
        }
    }

    private bool IsFitted => _order.Compartment >= 1 && _order.Compartment <= _parts.Bank.Compartments;

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
            return _parts.Quarantine.TryLift(compartment) ? Remember(OrderOutcome.Done) : OrderOutcome.Failed;
        }
        if (!_parts.Quarantine.TrySet(compartment, QuarantineCause.Order))
        {
            return OrderOutcome.Failed;
        }
        _parts.Reopenings.Note(compartment, 0);
        return Remember(OrderOutcome.Done);
    }

    private OrderOutcome Open()
    {
        int compartment = _order.Compartment;
        if (!IsFitted)
        {
            return Remember(OrderOutcome.NoSuchCompartment);
        }
        if (!_parts.Opener.CanOpen(compartment))
        {
            return Remember(OrderOutcome.Failed);
        }
        uint number = _parts.Journal.NextNumber;
        if (!_parts.Orders.TryRemember(_order.OrderId, OrderOutcome.Started, number))
        {
            return OrderOutcome.Failed;
        }
        if (!_parts.Journal.TryAppend(EventKind.OrderStarted, compartment, _order.OrderId, (uint)_order.Kind)
            || !_parts.Opener.TryRequest(compartment, _order.OrderId))
        {
            return Remember(OrderOutcome.Failed);
        }
        _answer.Event = number;
        _parts.Reopenings.Note(compartment, 0);
        return OrderOutcome.Started;
    }

    // What cannot be remembered was not taken on, so that it may come again.
    private OrderOutcome Remember(OrderOutcome outcome) =>
        _parts.Orders.TryRemember(_order.OrderId, outcome, 0) ? outcome : OrderOutcome.Failed;
}
