using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Backend.Depots;

/// <summary>
/// The truth of an order comes in two voices, the gateway's steps and the depot's journal: late, twice, in any order.
/// </summary>
[Trait("Promise", "G-04")]
public sealed class OpeningProgressTests
{
    private static readonly DateTimeOffset Noon = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RemoteOpening _opening = new()
    {
        Id = new OpeningId(Guid.NewGuid()),
        Depot = new DepotId(Guid.NewGuid()),
        Controller = 1001,
        Compartment = 7,
        Reason = "test",
        RequestedBy = Guid.NewGuid(),
        RequestedAt = Noon,
        Deadline = Noon.AddSeconds(30)
    };

    private OpeningState State => OpeningRules.StateOf(_opening);

    [Fact]
    public void Each_step_is_shown_with_its_own_time()
    {
        Step(OrderStep.Sent, 1);
        Step(OrderStep.Acknowledged, 2, (long)OrderOutcome.Started);
        Assert.Equal(OpeningState.Acknowledged, State);
        Journal(EventKind.Pulsed, 3);
        Assert.Equal(OpeningState.Pulsed, State);
        Journal(EventKind.DoorOpened, 4);
        Journal(EventKind.DoorClosed, 9);

        Assert.Equal(At(1), _opening.SentAt);
        Assert.Equal(At(2), _opening.AcknowledgedAt);
        Assert.Equal(At(3), _opening.PulsedAt);
        Assert.Equal(At(4), _opening.DoorOpenedAt);
        Assert.Equal(At(9), _opening.DoorClosedAt);
        Assert.Equal(OpeningState.DoorClosed, State);
    }

    [Fact]
    public void A_step_told_again_keeps_its_first_time()
    {
        foreach (int second in (int[])[1, 20])
        {
            Step(OrderStep.Sent, second);
            Step(OrderStep.Acknowledged, second + 1, (long)OrderOutcome.Done);
            Journal(EventKind.OrderStarted, second + 1, 17, 1);
            Journal(EventKind.Pulsed, second + 1);
            Journal(EventKind.DoorOpened, second + 2);
            Journal(EventKind.DoorClosed, second + 3);
        }

        Assert.Equal((At(1), At(2), At(2)), (_opening.SentAt, _opening.AcknowledgedAt, _opening.PulsedAt));
        Assert.Equal((At(3), At(4)), (_opening.DoorOpenedAt, _opening.DoorClosedAt));
    }

    // Reports come in any order and may be lost: one that is missing hides none that came.
    [Theory]
    [InlineData(EventKind.Pulsed, OpeningState.Pulsed)]
    [InlineData(EventKind.DoorOpened, OpeningState.DoorOpen)]
    public void The_furthest_step_is_shown_though_those_before_it_are_missing(EventKind kind, OpeningState expected)
    {
        Journal(kind, 3);

        Assert.Equal(expected, State);
    }

    [Fact]
    public void The_journal_stands_in_for_steps_the_gateway_never_saw()
    {
        Journal(EventKind.OrderStarted, 5, 17, 1);

        Assert.Equal((At(5), At(5)), (_opening.SentAt, _opening.AcknowledgedAt));
        Assert.Equal(OpeningState.Acknowledged, State);
    }

    [Theory]
    [InlineData(OrderOutcome.Interrupted, OpeningEnd.Interrupted)]
    [InlineData(OrderOutcome.Expired, OpeningEnd.Expired)]
    [InlineData(OrderOutcome.NoSuchCompartment, OpeningEnd.Failed)]
    [InlineData(OrderOutcome.NotSupported, OpeningEnd.Failed)]
    [InlineData(OrderOutcome.Failed, OpeningEnd.Failed)]
    [InlineData(OrderOutcome.Started, OpeningEnd.None)]
    [InlineData(OrderOutcome.ClockUnknown, OpeningEnd.None)]
    public void An_outcome_ends_it_whoever_tells(OrderOutcome outcome, OpeningEnd expected)
    {
        Step(OrderStep.Acknowledged, 2, (long)outcome);
        Assert.Equal(expected, _opening.End);
        Assert.Equal(expected == OpeningEnd.None ? null : At(2), _opening.EndedAt);

        _opening.End = OpeningEnd.None;
        _opening.EndedAt = null;
        Journal(EventKind.OrderFinished, 6, 17, (long)outcome);
        Assert.Equal(expected, _opening.End);
        Assert.Equal(expected == OpeningEnd.None ? null : At(6), _opening.EndedAt);
    }

    // Done was pulsed, and the pulse's own event may come later or be lost.
    [Fact]
    public void Done_means_pulsed()
    {
        Journal(EventKind.OrderFinished, 6, 17, (long)OrderOutcome.Done);

        Assert.Equal((At(6), OpeningEnd.None), (_opening.PulsedAt, _opening.End));
    }

    [Theory]
    [InlineData(false, OpeningEnd.Expired)]
    [InlineData(true, OpeningEnd.Unknown)]
    public void A_deadline_without_an_answer_is_unknown_once_it_was_sent(bool sent, OpeningEnd expected)
    {
        _opening.SentAt = sent ? At(1) : null;

        Step(OrderStep.Expired, 30);

        Assert.Equal((expected, At(30)), (_opening.End, _opening.EndedAt));
    }

    [Fact]
    public void What_was_cancelled_before_it_was_sent_is_cancelled()
    {
        Step(OrderStep.Cancelled, 3);

        Assert.Equal((OpeningEnd.Cancelled, At(3)), (_opening.End, _opening.EndedAt));
    }

    [Theory]
    [InlineData(OrderStep.Expired)]
    [InlineData(OrderStep.Cancelled)]
    public void A_fleet_that_has_forgotten_does_not_undo_a_pulse(OrderStep step)
    {
        Journal(EventKind.Pulsed, 2);

        Step(step, 30);

        Assert.Equal((OpeningEnd.None, OpeningState.Pulsed), (_opening.End, State));
    }

    // Silence suggested an end; the depot's journal, read hours later, knows better.
    [Theory]
    [InlineData(EventKind.OrderStarted, 17L, 1L)]
    [InlineData(EventKind.DoorOpened)]
    [InlineData(EventKind.OrderFinished, 17L, (long)OrderOutcome.Done)]
    public void The_journal_overrules_what_silence_suggested(EventKind kind, params long[] detail)
    {
        _opening.SentAt = At(1);
        Step(OrderStep.Expired, 30);

        Journal(kind, 20, detail);

        Assert.Equal((OpeningEnd.None, null), (_opening.End, _opening.EndedAt));
    }

    [Fact]
    public void Unknown_gives_way_to_what_the_depot_knows()
    {
        _opening.SentAt = At(1);
        Step(OrderStep.Expired, 30);

        Journal(EventKind.OrderFinished, 40, 17, (long)OrderOutcome.Interrupted);

        Assert.Equal((OpeningEnd.Interrupted, At(40)), (_opening.End, _opening.EndedAt));
    }

    [Fact]
    public void An_end_that_is_known_stays_the_first()
    {
        Step(OrderStep.Acknowledged, 2, (long)OrderOutcome.Failed);

        Step(OrderStep.Expired, 30);
        Step(OrderStep.Acknowledged, 40, (long)OrderOutcome.Failed);

        Assert.Equal((OpeningEnd.Failed, At(2)), (_opening.End, _opening.EndedAt));
    }

    // The depot finishes the order with the pulse, then waits for the door, then gives up.
    [Fact]
    public void A_door_that_stayed_shut_is_blocked_though_the_order_is_done()
    {
        Journal(EventKind.Pulsed, 2);
        Journal(EventKind.DoorBlocked, 6, 3);

        Step(OrderStep.Acknowledged, 7, (long)OrderOutcome.Done);

        Assert.Equal((OpeningState.Blocked, At(6)), (State, _opening.EndedAt));
    }

    [Fact]
    public void A_door_that_opens_after_all_is_open()
    {
        Journal(EventKind.DoorBlocked, 6, 3);

        Journal(EventKind.DoorOpened, 8);

        Assert.Equal((OpeningState.DoorOpen, OpeningEnd.None), (State, _opening.End));
        Assert.Null(_opening.EndedAt);
    }

    // It is another opening's door that closes then.
    [Fact]
    public void A_door_that_never_opened_does_not_close()
    {
        Journal(EventKind.DoorClosed, 8);

        Assert.Null(_opening.DoorClosedAt);
    }

    [Fact]
    public void An_event_that_is_none_of_an_opening_s_changes_nothing()
    {
        Journal(EventKind.MainsLost, 8);

        Assert.Equal((OpeningState.Queued, OpeningEnd.None), (State, _opening.End));
    }

    private static DateTimeOffset? At(int second) => Noon.AddSeconds(second);

    // The gateway dates its steps itself; what the depot says in them counts for nothing.
    private void Step(OrderStep step, int second, params long[] detail) =>
        Apply(DepotEventSource.Order, (int)step, Noon.AddHours(-1), Noon.AddSeconds(second), detail);

    // The journal is read later than it was written.
    private void Journal(EventKind kind, int second, params long[] detail) =>
        Apply(DepotEventSource.Journal, (int)kind, Noon.AddSeconds(second), Noon.AddHours(2), detail);

    private void Apply(
        DepotEventSource source, int kind, DateTimeOffset time, DateTimeOffset receivedAt, long[] detail) =>
        OpeningProgress.Apply(_opening, new DepotEvent(
            _opening.Depot, 1001, 1, source, 17, kind, 7, time, detail, receivedAt));
}
