using Fachwerk.Backend.Depots;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Backend.Depots;

public sealed class CompartmentRulesTests
{
    private static readonly DateTimeOffset Noon = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Promise", "D-06")]
    public void Follows_a_door_that_a_code_opens_and_a_person_closes()
    {
        var seen = Walk(CompartmentState.Fresh,
            EventKind.CodeAccepted, EventKind.Pulsed, EventKind.DoorOpened, EventKind.DoorLeftOpen,
            EventKind.DoorClosed);

        Assert.Equal(
        [
            (DoorState.Unknown, ProcessState.Released), (DoorState.Unknown, ProcessState.Released),
            (DoorState.Open, ProcessState.InUse), (DoorState.Open, ProcessState.LeftOpen),
            (DoorState.Closed, ProcessState.Ready)
        ], seen);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void Is_blocked_until_the_door_opens_after_all()
    {
        var seen = Walk(CompartmentState.Fresh,
            EventKind.OrderStarted, EventKind.DoorBlocked, EventKind.DoorOpened, EventKind.DoorClosed);

        Assert.Equal(
        [
            (DoorState.Unknown, ProcessState.Released), (DoorState.Closed, ProcessState.Blocked),
            (DoorState.Open, ProcessState.InUse), (DoorState.Closed, ProcessState.Ready)
        ], seen);
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_break_in_outlasts_the_closed_door_and_a_code_but_not_someone_who_looks()
    {
        var seen = Walk(CompartmentState.Fresh, EventKind.BreakIn, EventKind.DoorClosed, EventKind.CodeAccepted,
            EventKind.DoorOpened, EventKind.DoorClosed, EventKind.OrderStarted, EventKind.DoorOpened,
            EventKind.DoorClosed);

        Assert.Equal(
        [
            (DoorState.Open, ProcessState.BreakIn), (DoorState.Closed, ProcessState.BreakIn),
            (DoorState.Closed, ProcessState.BreakIn), (DoorState.Open, ProcessState.BreakIn),
            (DoorState.Closed, ProcessState.BreakIn), (DoorState.Closed, ProcessState.Released),
            (DoorState.Open, ProcessState.InUse), (DoorState.Closed, ProcessState.Ready)
        ], seen);
    }

    [Theory]
    [InlineData(true, ProcessState.Ready)]
    [InlineData(false, ProcessState.Released)]
    public void An_order_that_failed_leaves_nothing_released(bool failed, ProcessState expected)
    {
        var released = CompartmentState.Fresh with { Process = ProcessState.Released };

        var after = CompartmentRules.After(released, EventKind.OrderFinished, failed, Noon);

        Assert.Equal(expected, after.Process);
    }

    [Fact]
    [Trait("Promise", "D-07")]
    public void A_pulse_at_an_open_door_is_use()
    {
        var open = CompartmentState.Fresh with { Door = DoorState.Open, Process = ProcessState.Released };

        Assert.Equal(ProcessState.InUse, CompartmentRules.After(open, EventKind.Pulsed, false, Noon).Process);
    }

    [Theory]
    [InlineData(ProcessState.Quarantined)]
    [InlineData(ProcessState.OutOfService)]
    public void What_people_decided_no_ordinary_event_undoes(ProcessState decided)
    {
        foreach (var kind in Enum.GetValues<EventKind>().Except([EventKind.BreakIn, EventKind.QuarantineLifted]))
        {
            var state = CompartmentState.Fresh with { Process = decided };

            Assert.Equal(decided, CompartmentRules.After(state, kind, false, Noon).Process);
        }
    }

    [Theory]
    [Trait("Promise", "D-06")]
    [InlineData(EventKind.CodeAccepted)]
    [InlineData(EventKind.OfflineAccepted)]
    [InlineData(EventKind.Reopened)]
    [InlineData(EventKind.DepositSwapped)]
    [InlineData(EventKind.OrderStarted)]
    public void Whatever_lets_someone_in_releases_the_compartment(EventKind kind) =>
        Assert.Equal(
            ProcessState.Released, CompartmentRules.After(CompartmentState.Fresh, kind, false, Noon).Process);

    // What is shown of a compartment nobody may use is that; of one that is to be looked at, the worse.
    [Theory]
    [Trait("Promise", "D-06")]
    [InlineData(ProcessState.OutOfService, EventKind.BreakIn, ProcessState.OutOfService)]
    [InlineData(ProcessState.Quarantined, EventKind.BreakIn, ProcessState.BreakIn)]
    [InlineData(ProcessState.BreakIn, EventKind.Quarantined, ProcessState.Quarantined)]
    [InlineData(ProcessState.OutOfService, EventKind.QuarantineLifted, ProcessState.OutOfService)]
    [InlineData(ProcessState.BreakIn, EventKind.QuarantineLifted, ProcessState.BreakIn)]
    [InlineData(ProcessState.InUse, EventKind.QuarantineLifted, ProcessState.InUse)]
    public void The_end_of_one_trouble_is_not_the_end_of_another(
        ProcessState before, EventKind kind, ProcessState expected)
    {
        var state = CompartmentState.Fresh with { Process = before };

        Assert.Equal(expected, CompartmentRules.After(state, kind, false, Noon).Process);
    }

    [Theory]
    [InlineData(ProcessState.InUse)]
    [InlineData(ProcessState.LeftOpen)]
    [InlineData(ProcessState.Blocked)]
    public void An_order_that_failed_says_nothing_of_what_goes_on_already(ProcessState process)
    {
        var state = CompartmentState.Fresh with { Process = process };

        Assert.Equal(process, CompartmentRules.After(state, EventKind.OrderFinished, true, Noon).Process);
    }

    [Theory]
    [InlineData(DoorState.Closed)]
    [InlineData(DoorState.Unknown)]
    public void A_pulse_at_a_door_that_is_not_open_is_no_use_yet(DoorState door)
    {
        var state = CompartmentState.Fresh with { Door = door, Process = ProcessState.Released };

        Assert.Equal(ProcessState.Released, CompartmentRules.After(state, EventKind.Pulsed, false, Noon).Process);
    }

    [Theory]
    [InlineData(EventKind.BreakIn, DoorState.Open)]
    [InlineData(EventKind.DoorLeftOpen, DoorState.Open)]
    [InlineData(EventKind.DoorBlocked, DoorState.Closed)]
    [InlineData(EventKind.CodeAccepted, DoorState.Unknown)]
    public void A_door_stands_as_the_last_event_of_it_says(EventKind kind, DoorState expected) =>
        Assert.Equal(expected, CompartmentRules.After(CompartmentState.Fresh, kind, false, Noon).Door);

    [Fact]
    [Trait("Promise", "D-06")]
    public void A_blocked_door_is_quarantined_until_that_is_lifted()
    {
        var seen = Walk(CompartmentState.Fresh, EventKind.CodeAccepted, EventKind.DoorBlocked, EventKind.Quarantined,
            EventKind.DoorOpened, EventKind.DoorClosed, EventKind.QuarantineLifted);

        Assert.Equal(
        [
            (DoorState.Unknown, ProcessState.Released), (DoorState.Closed, ProcessState.Blocked),
            (DoorState.Closed, ProcessState.Quarantined), (DoorState.Open, ProcessState.Quarantined),
            (DoorState.Closed, ProcessState.Quarantined), (DoorState.Closed, ProcessState.Ready)
        ], seen);
    }

    [Fact]
    public void Remembers_since_when_and_only_that_which_changed()
    {
        var opened = CompartmentRules.After(CompartmentState.Fresh, EventKind.DoorOpened, false, Noon);
        var left = CompartmentRules.After(opened, EventKind.DoorLeftOpen, false, Noon.AddMinutes(2));

        Assert.Equal((Noon, Noon), (opened.DoorChangedAt, opened.ProcessChangedAt));
        Assert.Equal((Noon, Noon.AddMinutes(2)), (left.DoorChangedAt, left.ProcessChangedAt));
    }

    [Fact]
    [Trait("Promise", "D-06")]
    public void What_is_found_after_a_start_counts_as_what_happened()
    {
        var shut = Walk(CompartmentState.Fresh, EventKind.DoorOpened, EventKind.Booted, EventKind.DoorFoundClosed);
        var open = Walk(CompartmentState.Fresh, EventKind.CodeAccepted, EventKind.Booted, EventKind.DoorFoundOpen);

        Assert.Equal((DoorState.Closed, ProcessState.Ready), shut[^1]);
        Assert.Equal((DoorState.Unknown, ProcessState.Ready), open[1]);
        Assert.Equal((DoorState.Open, ProcessState.InUse), open[^1]);
    }

    [Theory]
    [Trait("Promise", "D-06")]
    [InlineData(DoorState.Open, ProcessState.InUse, DoorState.Closed, ProcessState.Ready)]
    [InlineData(DoorState.Open, ProcessState.LeftOpen, DoorState.Closed, ProcessState.Ready)]
    [InlineData(DoorState.Open, ProcessState.BreakIn, DoorState.Closed, ProcessState.BreakIn)]
    [InlineData(DoorState.Open, ProcessState.Quarantined, DoorState.Closed, ProcessState.Quarantined)]
    [InlineData(DoorState.Closed, ProcessState.Blocked, DoorState.Closed, ProcessState.Blocked)]
    [InlineData(DoorState.Closed, ProcessState.Ready, DoorState.Open, ProcessState.InUse)]
    [InlineData(DoorState.Closed, ProcessState.Released, DoorState.Open, ProcessState.InUse)]
    [InlineData(DoorState.Closed, ProcessState.OutOfService, DoorState.Open, ProcessState.OutOfService)]
    [InlineData(DoorState.Open, ProcessState.LeftOpen, DoorState.Open, ProcessState.LeftOpen)]
    [InlineData(DoorState.Open, ProcessState.InUse, DoorState.Unknown, ProcessState.InUse)]
    public void A_newer_check_in_is_right_about_the_door_and_what_follows_from_it(
        DoorState door, ProcessState process, DoorState told, ProcessState expected)
    {
        var state = new CompartmentState(door, Noon.AddHours(-1), process, Noon.AddHours(-1));

        var after = CompartmentRules.AfterCheckIn(state, told, Noon, Noon);

        Assert.Equal((told == DoorState.Unknown ? door : told, expected), (after.Door, after.Process));
    }

    [Theory]
    [Trait("Promise", "D-06")]
    [InlineData(4, ProcessState.Released)]
    [InlineData(6, ProcessState.Ready)]
    public void A_release_of_which_nothing_came_ends_with_a_check_in_minutes_later(int minutes, ProcessState expected)
    {
        var released = new CompartmentState(DoorState.Closed, null, ProcessState.Released, Noon.AddMinutes(-minutes));

        Assert.Equal(expected, CompartmentRules.AfterCheckIn(released, DoorState.Closed, Noon, Noon).Process);
    }

    private static List<(DoorState, ProcessState)> Walk(CompartmentState state, params EventKind[] kinds)
    {
        var seen = new List<(DoorState, ProcessState)>();
        foreach (var kind in kinds)
        {
            state = CompartmentRules.After(state, kind, false, Noon);
            seen.Add((state.Door, state.Process));
        }

        return seen;
    }
}
