using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Xunit;

namespace Fachwerk.Tests.Backend.Depots;

public sealed class OpeningRulesTests
{
    private static readonly DateTimeOffset At = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Promise", "D-10")]
    [InlineData(OpenWhen.Now, 30)]
    [InlineData(OpenWhen.AtNextContact, 120)]
    public void An_order_waits_half_a_minute_for_who_stands_there_and_two_minutes_for_the_next_contact(
        OpenWhen when, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), OpeningRules.Life(when));

    // What is known goes from top to bottom; what came later does not undo what the door has told.
    [Theory]
    [Trait("Promise", "H-03")]
    [InlineData(0, OpeningEnd.None, OpeningState.Queued)]
    [InlineData(1, OpeningEnd.None, OpeningState.Sent)]
    [InlineData(2, OpeningEnd.None, OpeningState.Acknowledged)]
    [InlineData(3, OpeningEnd.None, OpeningState.Pulsed)]
    [InlineData(3, OpeningEnd.Blocked, OpeningState.Blocked)]
    [InlineData(1, OpeningEnd.Expired, OpeningState.Expired)]
    [InlineData(1, OpeningEnd.Interrupted, OpeningState.Interrupted)]
    [InlineData(0, OpeningEnd.Failed, OpeningState.Failed)]
    [InlineData(0, OpeningEnd.Cancelled, OpeningState.Cancelled)]
    [InlineData(1, OpeningEnd.Unknown, OpeningState.Unknown)]
    [InlineData(4, OpeningEnd.None, OpeningState.DoorOpen)]
    [InlineData(4, OpeningEnd.Expired, OpeningState.DoorOpen)]
    [InlineData(5, OpeningEnd.Unknown, OpeningState.DoorClosed)]
    public void The_furthest_that_is_known_is_the_state(int steps, OpeningEnd end, OpeningState expected)
    {
        var opening = Opening();
        opening.SentAt = steps >= 1 ? At : null;
        opening.AcknowledgedAt = steps >= 2 ? At : null;
        opening.PulsedAt = steps >= 3 ? At : null;
        opening.DoorOpenedAt = steps >= 4 ? At : null;
        opening.DoorClosedAt = steps >= 5 ? At : null;
        opening.End = end;

        Assert.Equal(expected, OpeningRules.StateOf(opening));
    }

    private static RemoteOpening Opening() => new()
    {
        Id = new OpeningId(Guid.NewGuid()), Depot = new DepotId(Guid.NewGuid()), Controller = 1001, Compartment = 7,
        Reason = "because", RequestedBy = Guid.NewGuid(), RequestedAt = At, Deadline = At.AddSeconds(30)
    };
}
