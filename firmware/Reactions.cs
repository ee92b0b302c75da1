using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware;

/// <summary>What follows from doors and pulses: for the front panel, for reopening, for orders.</summary>
public sealed class Reactions(
    FrontPanel panel, Reopenings reopenings, Quarantine quarantine, Journal journal,
    OrderMemory orders) : IDoorListener, IOpeningListener
{
    private readonly FrontPanel _panel = panel;
    private readonly Reopenings _reopenings = reopenings;
    private readonly Quarantine _quarantine = quarantine;
    private readonly Journal _journal = journal;
    private readonly OrderMemory _orders = orders;

    /// <inheritdoc />
    public void OnDoorOpened(int compartment, bool wasExpected, long nowMs)
    {
        // "Compartment 7 opens" stays: it tells where to go, and the door is open before it was read.
        if (_panel.State.Message != PanelMessage.Accepted && _panel.State.Message != PanelMessage.Menu)
        {
            _panel.ClearMessage();
        }
        _reopenings.NoteOpened(compartment);
        if (!wasExpected)
        {
            _reopenings.Note(compartment, 0);
            _quarantine.TrySet(compartment, QuarantineCause.BreakIn);
        }
    }

    /// <inheritdoc />
    public void OnDoorClosed(int compartment, long nowMs)
    {
        _reopenings.NoteClosed(compartment, nowMs);
        if (_reopenings.IsOffered(compartment))
        {
            _panel.ClearMessage();
            _panel.OfferReopening(nowMs);
        }
    }

    /// <inheritdoc />
    public void OnPulsed(int compartment, uint orderId, bool succeeded, long nowMs)
    {
        if (orderId != 0)
        {
            Finish(orderId, compartment, succeeded ? OrderOutcome.Done : OrderOutcome.Failed);
        }
        else if (!succeeded)
        {
            _panel.ShowRefusal(RefusalReason.OutOfOrder, 0, nowMs);
        }
    }

    /// <inheritdoc />
    public void OnBlocked(int compartment, long nowMs)
    {
        // The code that was tried has not opened anything yet, so it may try again in spite of the quarantine (D-07).
        _reopenings.NoteClosed(compartment, nowMs);
        _quarantine.TrySet(compartment, QuarantineCause.Blocked);
        _panel.ShowBlocked(compartment, nowMs);
    }

    /// <summary>
    /// Ends an order: event first, memory second; a cut between them is mended at the next start.
    /// </summary>
    public void Finish(uint orderId, int compartment, OrderOutcome outcome)
    {
        uint number = _journal.NextNumber;
        _journal.TryAppend(EventKind.OrderFinished, compartment, orderId, (uint)outcome);
        _orders.TryRemember(orderId, outcome, number);
    }
}
