using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Link;

/// <summary>
/// Takes orders on, each at most once: first the id is looked up, then expiry. "Started" is remembered and journalled
/// before the pulse; a repeated order is answered with what became of it.
/// </summary>
public sealed class OrderDesk
{
    private readonly DepotParts parts;
    private readonly OrderTelegram order = new OrderTelegram();
    private readonly OrderAnswer answer = new OrderAnswer();

    /// <summary>The desk for a depot.</summary>
    public OrderDesk(DepotParts parts)
    {
        this.parts = parts;
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
        if (!order.TryRead(body, offset, count))
        {
            return 0;
        }
        answer.OrderId = order.OrderId;
        answer.Event = 0;
        int place = parts.Orders.Find(order.OrderId);
        if (place >= 0)
        {
            answer.Outcome = (int)parts.Orders.OutcomeAt(place);
            answer.Event = parts.Orders.EventAt(place);
        }
        else
        {
            answer.Outcome = (int)TakeOn(nowMs);
        }
        return answer.Write(output, 0, capacity);
    }

    private OrderOutcome TakeOn(long nowMs)
    {
        if (parts.Orders.IsForgotten(order.OrderId))
        {
            return OrderOutcome.Expired;
        }
        // Not remembered: the gateway sends it again once the clock is known.
        if (!parts.Clock.IsTrusted)
        {
            return OrderOutcome.ClockUnknown;
        }
        if (parts.Clock.UnixSeconds > order.NotAfter)
        {
            return Remember(OrderOutcome.Expired);
        }
        switch ((OrderKind)order.Kind)
        {
            case OrderKind.Open:
                return Open();
            case OrderKind.Refresh:
                WantsRefresh = true;
                return Remember(OrderOutcome.Done);
            case OrderKind.Identify:
                parts.Panel.Identify(nowMs);
                return Remember(OrderOutcome.Done);
            case OrderKind.LiftLockout:
                WantsLift = true;
                return Remember(OrderOutcome.Done);
            case OrderKind.Reboot:
                WantsRestart = Remember(OrderOutcome.Done) == OrderOutcome.Done
                    && parts.Boot.TryMark(BootReason.Planned);
                return WantsRestart ? OrderOutcome.Done : OrderOutcome.Failed;
            default:
                return Remember(OrderOutcome.NotSupported);
        }
    }

    private OrderOutcome Open()
    {
        int compartment = order.Compartment;
        if (compartment < 1 || compartment > parts.Bank.Compartments)
        {
            return Remember(OrderOutcome.NoSuchCompartment);
        }
        if (!parts.Opener.CanOpen(compartment))
        {
            return Remember(OrderOutcome.Failed);
        }
        uint number = parts.Journal.NextNumber;
        if (!parts.Orders.TryRemember(order.OrderId, OrderOutcome.Started, number))
        {
            return OrderOutcome.Failed;
        }
        if (!parts.Journal.TryAppend(EventKind.OrderStarted, compartment, order.OrderId, (uint)order.Kind)
            || !parts.Opener.TryRequest(compartment, order.OrderId))
        {
            return Remember(OrderOutcome.Failed);
        }
        answer.Event = number;
        parts.Reopenings.Note(compartment, 0);
        return OrderOutcome.Started;
    }

    // What cannot be remembered was not taken on, so that it may come again.
    private OrderOutcome Remember(OrderOutcome outcome) =>
        parts.Orders.TryRemember(order.OrderId, outcome, 0) ? outcome : OrderOutcome.Failed;
}
