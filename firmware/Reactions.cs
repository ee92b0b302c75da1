using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>What follows from doors and pulses: for the front panel, for reopening, for orders.</summary>
public sealed class Reactions : IDoorListener, IOpeningListener
{
    private const uint RecentEvents = 16;

    private readonly FrontPanel panel;
    private readonly Reopenings reopenings;
    private readonly Journal journal;
    private readonly OrderMemory orders;
    private readonly JournalEntry entry = new JournalEntry();

    /// <summary>Reactions that reach these parts.</summary>
    public Reactions(FrontPanel panel, Reopenings reopenings, Journal journal, OrderMemory orders)
    {
        this.panel = panel;
        this.reopenings = reopenings;
        this.journal = journal;
        this.orders = orders;
    }

    /// <summary>Time of this tick, for what is called without it.</summary>
    public long NowMs { get; set; }

    /// <inheritdoc />
    public void OnDoorOpened(int compartment, bool wasExpected, long nowMs)
    {
        // "Compartment 7 opens" stays: it tells where to go, and the door is open before it was read.
        if (panel.State.Message != PanelMessage.Accepted)
        {
            panel.ClearMessage();
        }
        if (!wasExpected)
        {
            reopenings.Note(compartment, 0);
        }
    }

    /// <inheritdoc />
    public void OnDoorClosed(int compartment, long nowMs)
    {
        reopenings.NoteClosed(compartment, nowMs);
        if (reopenings.IsOffered(compartment))
        {
            panel.ClearMessage();
            panel.OfferReopening(nowMs);
        }
    }

    /// <inheritdoc />
    public void OnPulsed(int compartment, uint orderId, bool succeeded)
    {
        if (orderId != 0)
        {
            Finish(orderId, compartment, succeeded ? OrderOutcome.Done : OrderOutcome.Failed);
        }
        else if (!succeeded)
        {
            panel.ShowRefusal(RefusalReason.OutOfOrder, 0, NowMs);
        }
    }

    /// <inheritdoc />
    public void OnBlocked(int compartment, long nowMs)
    {
        reopenings.NoteClosed(compartment, nowMs);
        panel.ShowBlocked(compartment, nowMs);
    }

    /// <summary>
    /// Ends an order: event first, memory second; a cut between them is mended at the next start.
    /// </summary>
    public void Finish(uint orderId, int compartment, OrderOutcome outcome)
    {
        uint number = journal.NextNumber;
        journal.TryAppend(EventKind.OrderFinished, compartment, orderId, (uint)outcome);
        orders.TryRemember(orderId, outcome, number);
    }

    /// <summary>After a boot: an order that was started and not ended was interrupted.</summary>
    public void InterruptUnfinished()
    {
        for (int place = 0; place < OrderMemory.Capacity; place++)
        {
            if (orders.IdAt(place) != 0 && orders.OutcomeAt(place) == OrderOutcome.Started)
            {
                EndAfterBoot(orders.IdAt(place), orders.EventAt(place));
            }
        }
    }

    private void EndAfterBoot(uint orderId, uint startedEvent)
    {
        int compartment = journal.TryRead(startedEvent, entry) ? entry.Compartment : 0;
        // The cut may have fallen between the event that ended it and the memory of it.
        uint oldest = journal.LastNumber > RecentEvents ? journal.LastNumber - RecentEvents : 0;
        for (uint number = journal.LastNumber; number > oldest; number--)
        {
            if (journal.TryRead(number, entry) && entry.Kind == EventKind.OrderFinished && entry.Detail1 == orderId)
            {
                orders.TryRemember(orderId, (OrderOutcome)entry.Detail2, number);
                return;
            }
        }
        Finish(orderId, compartment, OrderOutcome.Interrupted);
    }
}
