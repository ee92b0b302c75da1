using Fachwerk.Firmware;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>Orders at most once, whatever is repeated or cut.</summary>
public sealed class OrderTests : IDisposable
{
    private readonly DepotRig _rig = new();

    public OrderTests()
    {
        _rig.PowerUp();
        _rig.Run(61_000);
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    [Trait("Promise", "D-10")]
    public void An_order_is_answered_started_opens_and_is_reported_finished()
    {
        _rig.Gateway.SendOrder(1, OrderKind.Open, 4, _rig.NowUnix + 30);

        _rig.Run(2000);

        OrderAnswer answer = Assert.Single(_rig.Gateway.OrderAnswers);
        Assert.Equal((1u, (int)OrderOutcome.Started), (answer.OrderId, answer.Outcome));
        Assert.True(_rig.IsOpen(4));
        SeenEvent started = _rig.Gateway.Events.Single(e => e.Kind == EventKind.OrderStarted);
        Assert.Equal(answer.Event, started.Number);
        SeenEvent finished = _rig.Gateway.Events.Single(e => e.Kind == EventKind.OrderFinished);
        Assert.Equal([1, (long)OrderOutcome.Done], finished.Details);
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void A_replayed_telegram_gets_no_answer_and_a_repeated_id_gets_its_outcome()
    {
        byte[] raw = _rig.Gateway.SendOrder(1, OrderKind.Open, 4, _rig.NowUnix + 30);
        _rig.Run(2000);
        _rig.Push(4);

        _rig.Gateway.Deliver(raw);
        _rig.Run(2000);
        _rig.Gateway.SendOrder(1, OrderKind.Open, 4, _rig.NowUnix + 30);
        _rig.Run(2000);

        Assert.Equal(1, _rig.Pulses(4));
        Assert.Equal(
            [(int)OrderOutcome.Started, (int)OrderOutcome.Done], _rig.Gateway.OrderAnswers.Select(a => a.Outcome));
    }

    // The last order of the fleet's generation 255 (SPEC.md §5).
    [Fact]
    [Trait("Promise", "G-01")]
    public void The_last_number_a_gateway_can_have_is_taken_and_nothing_wraps_behind_it()
    {
        _rig.Gateway.NextIv = Limits.GatewayPartialIvMax;
        byte[] last = Identify(1);
        Identify(2);
        _rig.Gateway.NextIv = 1;
        Identify(3);
        _rig.Reboot();
        _rig.Run(61_000);
        _rig.Gateway.Deliver(last);
        _rig.Run(1_000);
        uint[] taken = [.. _rig.Gateway.OrderAnswers.Select(answer => answer.OrderId)];
        _rig.Gateway.MinimumEpoch = 1;
        _rig.Run(200_000);
        Identify(4);

        Assert.Equal([1u], taken);
        Assert.Equal([1u, 4u], _rig.Gateway.OrderAnswers.Select(answer => answer.OrderId));
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void A_telegram_kept_over_a_reboot_is_not_replayed()
    {
        byte[] raw = _rig.Gateway.SendOrder(1, OrderKind.Open, 4, _rig.NowUnix + 300);
        _rig.Run(2000);
        _rig.Push(4);

        _rig.Reboot();
        _rig.Gateway.Deliver(raw);
        _rig.Run(2000);

        Assert.Equal(1, _rig.Pulses(4));
        Assert.Single(_rig.Gateway.OrderAnswers);
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void An_expired_order_and_one_for_no_compartment_do_nothing()
    {
        _rig.Gateway.SendOrder(1, OrderKind.Open, 4, _rig.NowUnix - 5);
        _rig.Run(1000);
        _rig.Gateway.SendOrder(2, OrderKind.Open, 17, _rig.NowUnix + 30);
        _rig.Run(1000);

        Assert.Equal(
            [(int)OrderOutcome.Expired, (int)OrderOutcome.NoSuchCompartment],
            _rig.Gateway.OrderAnswers.Select(a => a.Outcome));
        Assert.All(_rig.Depot.Board.Solenoids, coil => Assert.Equal(0, coil.Pulses));
    }

    [Theory]
    [Trait("Promise", "D-10")]
    [InlineData(0, OrderOutcome.Started)]
    [InlineData(-1, OrderOutcome.Expired)]
    public void An_order_is_carried_out_in_the_second_of_its_deadline_and_not_in_the_next(
        int seconds, OrderOutcome outcome)
    {
        DepotClock clock = _rig.Depot.Firmware!.Parts.Clock;
        uint before = clock.UnixSeconds;
        while (clock.UnixSeconds == before)
            _rig.Run(10);

        _rig.Gateway.SendOrder(1, OrderKind.Open, 4, before + 1 + seconds);
        _rig.Run(500);

        Assert.Equal((int)outcome, Assert.Single(_rig.Gateway.OrderAnswers).Outcome);
        Assert.Equal(outcome == OrderOutcome.Started, _rig.IsOpen(4));
    }

    // The last 32 are remembered (HARDWARE.md, "order memory"): an older one may have been carried out.
    [Fact]
    [Trait("Promise", "D-10")]
    public void An_order_older_than_the_depot_remembers_is_expired_whether_it_ever_came_or_not()
    {
        _rig.Gateway.SendOrder(10, OrderKind.Open, 4, _rig.NowUnix + 300);
        _rig.Run(1_000);
        _rig.Push(4);
        for (uint id = 12; id < 12 + 32; id++)
            Identify(id);
        _rig.Gateway.OrderAnswers.Clear();

        Open(10);
        Open(11);
        _rig.Reboot();
        _rig.Run(61_000);
        Open(9);
        Open(44);

        Assert.Equal(
            [(10u, OrderOutcome.Expired), (11u, OrderOutcome.Expired), (9u, OrderOutcome.Expired),
                (44u, OrderOutcome.Started)],
            _rig.Gateway.OrderAnswers.Select(answer => (answer.OrderId, (OrderOutcome)answer.Outcome)));
        Assert.Equal((1, 0, 0, 1), (_rig.Pulses(4), _rig.Pulses(5), _rig.Pulses(3), _rig.Pulses(6)));
    }

    // Orders may overtake each other: what is newer than the oldest that is remembered cannot have been forgotten.
    [Fact]
    [Trait("Promise", "D-10")]
    public void An_order_that_was_overtaken_is_carried_out_while_it_cannot_have_been_forgotten()
    {
        for (uint id = 1; id <= 32; id++)
            Identify(id == 32 ? 40 : id);
        _rig.Gateway.OrderAnswers.Clear();

        Open(33);

        Assert.Equal((int)OrderOutcome.Started, Assert.Single(_rig.Gateway.OrderAnswers).Outcome);
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void Power_lost_at_any_operation_of_an_order_never_opens_twice_and_leaves_it_explained()
    {
        for (int operations = 0; operations < 2000; operations += 29)
        {
            using DepotRig one = new(8);
            one.Gateway.HoldsEvents = false;
            one.PowerUp();
            one.Gateway.SendOrder(1, OrderKind.Open, 4, one.NowUnix + 300);
            one.Depot.Board.Io.CutAfter(operations);
            one.Run(600);
            one.Depot.SetPower(false);
            one.Run(100);
            if (one.IsOpen(4))
                one.Push(4);
            // A cut within the session record steps the epoch: the gateway hears of it first.
            one.PowerUp(61_000);
            one.Gateway.SendOrder(1, OrderKind.Open, 4, one.NowUnix + 300);
            one.Run(1500);

            Assert.InRange(one.Pulses(4), 0, 1);
            Assert.NotEmpty(one.Gateway.OrderAnswers);
            bool isTold = one.Kinds().Contains(EventKind.OrderStarted);
            Assert.True(one.Pulses(4) == 0 || isTold);
        }
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void A_reboot_order_restarts_once_and_gives_its_reason()
    {
        _rig.Gateway.SendOrder(1, OrderKind.Reboot, 0, _rig.NowUnix + 30);

        _rig.Run(10_000);

        Assert.Equal(2, _rig.Depot.Boots);
        SeenEvent booted = _rig.Gateway.Events.Last(e => e.Kind == EventKind.Booted);
        Assert.Equal((long)BootReason.Planned, booted.Details[0]);
    }

    [Fact]
    [Trait("Promise", "D-10")]
    public void With_an_unknown_clock_an_order_is_put_off_not_lost()
    {
        using DepotRig one = new();
        one.Depot.Board.RealTimeClock.DrainCell();
        one.PowerUp();

        one.Gateway.SendOrder(1, OrderKind.Open, 4, uint.MaxValue);
        one.Run(1000);
        one.Gateway.Time = new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds();
        one.Run(61_000);
        one.Gateway.SendOrder(1, OrderKind.Open, 4, uint.MaxValue);
        one.Run(1000);

        Assert.Equal(
            [(int)OrderOutcome.ClockUnknown, (int)OrderOutcome.Started],
            one.Gateway.OrderAnswers.Select(a => a.Outcome));
        Assert.Equal(1, one.Pulses(4));
    }

    private void Open(uint id)
    {
        int[] compartments = [4, 5, 3, 6];
        _rig.Gateway.SendOrder(id, OrderKind.Open, compartments[_rig.Gateway.OrderAnswers.Count], _rig.NowUnix + 300);
        _rig.Run(1_000);
    }

    private byte[] Identify(uint id)
    {
        byte[] raw = _rig.Gateway.SendOrder(id, OrderKind.Identify, 0, _rig.NowUnix + 300);
        _rig.Run(1_000);
        return raw;
    }
}
