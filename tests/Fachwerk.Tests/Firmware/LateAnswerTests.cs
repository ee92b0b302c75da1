using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>
/// SPEC.md §6.8 on the whole controller: a time that was long under way is late by nobody knows how much. The very edge
/// is tried by ClockCorrectionTests; a tick lies between here.
/// </summary>
[Trait("Promise", "D-11")]
public sealed class LateAnswerTests : IDisposable
{
    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(1_900, true)]
    [InlineData(2_050, false)]
    [InlineData(3_500, false)]
    public void A_known_clock_takes_the_time_of_an_answer_that_was_under_way_for_less_than_two_seconds(
        int underWayMs, bool isTaken)
    {
        _rig.Gateway.AnswerAfterMs = underWayMs;
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + 60;
        _rig.PowerUp();

        _rig.Run(200_000);

        Assert.Equal(isTaken, _rig.Kinds().Contains(EventKind.ClockSet));
        // It was heard all the same.
        Assert.True(_rig.Gateway.Acked > 0);
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void Answers_that_come_late_for_hours_move_a_clock_nowhere_and_agree_on_nothing()
    {
        _rig.Gateway.AnswerAfterMs = 2_100;
        _rig.Gateway.Clocks = _ => _rig.TrueUnix + 3_600;
        _rig.PowerUp();

        _rig.Pass(180);

        Assert.InRange(_rig.NowUnix - _rig.TrueUnix, -2, 2);
        Assert.DoesNotContain(EventKind.ClockSet, _rig.Kinds());
        Assert.DoesNotContain(EventKind.TimeRefused, _rig.Kinds());
    }

    // The first attempt is lost: what counts is how long the one was under way that is answered.
    [Fact]
    public void The_round_trip_is_that_of_the_attempt_that_is_answered()
    {
        _rig.Gateway.AnswerAfterMs = 500;
        _rig.Gateway.Clocks = gateway => gateway.StartsWith("one", StringComparison.Ordinal)
            ? null : _rig.TrueUnix + 60;
        _rig.PowerUp();

        _rig.Run(100_000);

        Assert.Contains(EventKind.ClockSet, _rig.Kinds());
    }

    [Fact]
    public void An_unknown_clock_takes_an_answer_that_a_known_one_would_not()
    {
        _rig.Depot.Board.RealTimeClock.DrainCell();
        _rig.Gateway.AnswerAfterMs = 3_500;
        _rig.Gateway.Time = _rig.TrueUnix;
        _rig.PowerUp();

        _rig.Run(200_000);

        Assert.Contains(EventKind.ClockSet, _rig.Kinds());
    }
}
