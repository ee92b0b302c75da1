using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>
/// What an event does to a remote opening. Events come twice over (the gateway's word and the journal's) and late:
/// a step keeps its first time, and what the journal proves overrules what silence suggested. So a step told again
/// changes nothing.
/// </summary>
internal static class OpeningProgress
{
    public static void Apply(RemoteOpening opening, DepotEvent happened)
    {
        if (happened.Source == DepotEventSource.Order)
            ApplyStep(opening, happened);
        else
            ApplyJournal(opening, happened);
    }

    private static void ApplyStep(RemoteOpening opening, DepotEvent happened)
    {
        var at = happened.ReceivedAt;
        switch (happened.OrderStep)
        {
            case OrderStep.Sent:
                opening.SentAt ??= at;
                break;
            case OrderStep.Acknowledged:
                opening.AcknowledgedAt ??= at;
                TakeOutcome(opening, (OrderOutcome)happened.DetailAt(0), at);
                break;
            // A fleet whose database went back in time may end what it has forgotten to be done.
            case OrderStep.Expired when opening.PulsedAt is null:
                End(opening, opening.SentAt is null ? OpeningEnd.Expired : OpeningEnd.Unknown, at);
                break;
            case OrderStep.Cancelled when opening.PulsedAt is null:
                End(opening, OpeningEnd.Cancelled, at);
                break;
        }
    }

    private static void ApplyJournal(RemoteOpening opening, DepotEvent happened)
    {
        var at = happened.HappenedAt;
        switch (happened.EventKind)
        {
            case EventKind.OrderStarted:
                opening.SentAt ??= at;
                opening.AcknowledgedAt ??= at;
                Reopen(opening);
                break;
            case EventKind.OrderFinished:
                TakeOutcome(opening, (OrderOutcome)happened.DetailAt(1), at);
                break;
            case EventKind.Pulsed:
                opening.PulsedAt ??= at;
                break;
            case EventKind.DoorOpened or EventKind.DoorFoundOpen:
                opening.DoorOpenedAt ??= at;
                Reopen(opening);
                break;
            case EventKind.DoorClosed or EventKind.DoorFoundClosed:
                opening.DoorClosedAt ??= opening.DoorOpenedAt is null ? null : at;
                break;
            case EventKind.DoorBlocked:
                End(opening, OpeningEnd.Blocked, at);
                break;
        }
    }

    private static void TakeOutcome(RemoteOpening opening, OrderOutcome outcome, DateTimeOffset at)
    {
        switch (outcome)
        {
            // Done was pulsed; that the door stayed shut all the same is known since.
            case OrderOutcome.Done when opening.End == OpeningEnd.Blocked:
                break;
            case OrderOutcome.Done:
                Reopen(opening);
                opening.PulsedAt ??= at;
                break;
            case OrderOutcome.Interrupted:
                End(opening, OpeningEnd.Interrupted, at);
                break;
            case OrderOutcome.Expired:
                End(opening, OpeningEnd.Expired, at);
                break;
            case OrderOutcome.NoSuchCompartment or OrderOutcome.NotSupported or OrderOutcome.Failed:
                End(opening, OpeningEnd.Failed, at);
                break;
        }
    }

    private static void End(RemoteOpening opening, OpeningEnd end, DateTimeOffset at)
    {
        if (opening.End == end || (opening.End != OpeningEnd.None && opening.End != OpeningEnd.Unknown))
            return;
        opening.End = end;
        opening.EndedAt = at;
    }

    private static void Reopen(RemoteOpening opening)
    {
        opening.End = OpeningEnd.None;
        opening.EndedAt = null;
    }
}
