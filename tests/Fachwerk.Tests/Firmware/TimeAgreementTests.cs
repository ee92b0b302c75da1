using Fachwerk.Firmware;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>How many answers, how far apart and from whom, make a time agreed on (SPEC.md §6.8).</summary>
[Trait("Promise", "D-11")]
public sealed class TimeAgreementTests
{
    private const uint Noon = 1_800_000_000;
    private const int MinuteMs = 60_000;

    private readonly TimeAgreement _agreement = new();

    [Fact]
    public void Seven_answers_ten_minutes_apart_agree_and_not_one_less()
    {
        for (int minute = 0; minute < 60; minute++)
            Assert.False(Tell(minute, 0));

        Assert.True(Tell(60, 0));
    }

    [Fact]
    public void Any_number_of_answers_at_once_counts_as_one()
    {
        for (int i = 0; i < 1_000; i++)
            Assert.False(_agreement.Note(Noon, 0, i));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(-5, true)]
    [InlineData(-6, false)]
    public void Answers_agree_that_tell_the_same_on_the_monotonic_clock_within_five_seconds(int off, bool agree)
    {
        for (int minute = 0; minute < 60; minute += 10)
            Assert.False(Tell(minute, 0));

        Assert.Equal(agree, Tell(60, off));
    }

    [Fact]
    public void A_time_that_creeps_never_agrees()
    {
        for (int minute = 0; minute < 600; minute++)
            Assert.False(Tell(minute, minute));
    }

    [Fact]
    public void One_that_tells_another_time_begins_it_anew()
    {
        for (int minute = 0; minute < 60; minute++)
            Assert.False(Tell(minute, minute == 30 ? 3_600 : 0));
        for (int minute = 60; minute < 91; minute++)
            Assert.False(Tell(minute, 0));

        Assert.True(Tell(91, 0));
    }

    [Fact]
    public void A_gateway_without_a_time_holds_it_up_until_it_has_one()
    {
        _agreement.NoteUnsure(1, 0);
        for (int minute = 1; minute < 30; minute++)
            Assert.False(Tell(minute, 0));
        _agreement.NoteUnsure(1, 30 * MinuteMs);
        for (int minute = 31; minute < 200; minute++)
            Assert.False(Tell(minute, 0));

        Assert.True(_agreement.Note(Noon + 200 * 60, 1, 200 * MinuteMs));
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void One_that_never_has_a_time_holds_it_up_for_six_hours_and_no_longer_also_when_answers_get_lost()
    {
        for (int minute = 0; minute < 360; minute++)
        {
            if (minute % 10 == 5)
                _agreement.NoteUnsure(1, minute * MinuteMs);
            if (minute == 200)
                _agreement.NoteSilence(1);
            else
                Assert.False(Tell(minute, 0));
        }

        Assert.True(Tell(360, 0));
    }

    [Fact]
    public void The_six_hours_begin_anew_with_another_time_and_after_an_agreement()
    {
        _agreement.NoteUnsure(1, 0);
        for (int minute = 0; minute < 600; minute++)
        {
            if (minute == 300)
                _agreement.Restart();
            _agreement.NoteUnsure(1, minute * MinuteMs);
            Assert.False(Tell(minute, minute < 150 ? 0 : 3_600));
        }
    }

    [Fact]
    public void Every_ten_minutes_it_asks_for_another_gateway()
    {
        int moves = 0;
        for (int minute = 0; minute < 60; minute++)
        {
            Tell(minute, 0);
            moves += _agreement.WantsOther ? 1 : 0;
            _agreement.NoteOther();
        }

        Assert.Equal(6, moves);
    }

    private bool Tell(int minute, int off) =>
        _agreement.Note((uint)(Noon + minute * 60 + off), 0, minute * MinuteMs);
}
