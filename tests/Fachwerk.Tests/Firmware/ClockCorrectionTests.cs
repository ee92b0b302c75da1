using Fachwerk.Firmware;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Storage;
using Xunit;

namespace Fachwerk.Tests.Firmware;

/// <summary>A depot's clock without its chip: what an answer may do, and what power loss leaves of it.</summary>
[Trait("Promise", "D-11")]
public sealed class ClockCorrectionTests
{
    private const uint Noon = 1_800_000_000;
    private const uint Year = 365 * 86_400;
    private const int MinuteMs = 60_000;

    private readonly TornBus _bus = new();
    private DepotClock _clock;
    private BootRecord _boot;
    private int _minute;

    public ClockCorrectionTests() => (_clock, _boot) = Start();

    [Theory]
    [InlineData(29_999, true)]
    [InlineData(30_000, false)]
    public void An_unknown_clock_takes_an_answer_that_was_under_way_for_less_than_30_seconds(
        int roundTripMs, bool isTaken)
    {
        Assert.Equal(isTaken, _clock.TryCorrect(Noon, roundTripMs, 0));
        Assert.Equal(isTaken, _clock.IsTrusted);
    }

    [Theory]
    [InlineData(1_999, true)]
    [InlineData(2_000, false)]
    public void A_known_clock_takes_one_that_was_under_way_for_less_than_two(int roundTripMs, bool isTaken)
    {
        _clock.TryCorrect(Noon, 0, 0);

        Assert.Equal(isTaken, _clock.TryCorrect(Noon + 60, roundTripMs, 0));
    }

    [Fact]
    public void Answers_that_come_late_agree_on_nothing_however_many()
    {
        _clock.TryCorrect(Noon, 0, 0);

        for (int i = 0; i < 200; i++)
            Assert.False(Tell(Year, roundTripMs: 2_000));
    }

    [Fact]
    public void A_doubt_lasts_until_a_time_is_told_that_is_here_or_taken()
    {
        _clock.TryCorrect(Noon, 0, 0);
        bool atFirst = _clock.IsInDoubt;
        Agree(0);
        uint now = _clock.UnixSeconds;
        _clock.TryCorrect(now + Year, 0, 0);
        _clock.TryCorrect(0, 0, 0);
        _clock.TryCorrect(now, 2_000, 0);
        bool afterNothing = _clock.IsInDoubt;
        _clock.TryCorrect(now + 1, 0, 0);
        bool afterTheSame = _clock.IsInDoubt;
        _clock.TryCorrect(1, 0, 0);
        bool afterNoTime = _clock.IsInDoubt;
        _clock.TryCorrect(now + 60, 0, 0);

        Assert.Equal((false, true, false, true), (atFirst, afterNothing, afterTheSame, afterNoTime));
        Assert.False(_clock.IsInDoubt);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void A_step_is_small_from_3_seconds_to_300(int seconds, bool isTaken)
    {
        _clock.TryCorrect(Noon, 0, 0);

        Assert.Equal(isTaken, _clock.TryCorrect((uint)(Noon + seconds), 0, 0));
        Assert.Equal(Math.Abs(seconds) > 300, _clock.IsInDoubt);
    }

    [Fact]
    public void Small_steps_lead_300_seconds_away_and_what_leads_back_is_free()
    {
        _clock.TryCorrect(Noon, 0, 0);
        Assert.True(_clock.TryCorrect(Noon + 300, 0, 0));
        Assert.False(_clock.TryCorrect(Noon + 303, 0, 0));

        Assert.True(_clock.TryCorrect(Noon, 0, 1));
        Assert.True(_clock.TryCorrect(Noon - 300, 0, 0));
        Assert.False(_clock.TryCorrect(Noon - 303, 0, 0));
        Assert.Equal(-300, Loaded(_bus).Displacement);
    }

    [Fact]
    public void A_time_that_becomes_known_is_where_small_steps_begin()
    {
        _clock.TryCorrect(Noon, 0, 0);
        _clock.TryCorrect(Noon + 300, 0, 0);
        (_clock, _boot) = Start();
        _clock.TryCorrect(Noon, 0, 0);

        Assert.True(_clock.TryCorrect(Noon + 300, 0, 0));
        Assert.False(_clock.TryCorrect(Noon + 303, 0, 0));
    }

    [Theory]
    [Trait("Promise", "G-06")]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(-1)]
    public void One_liar_moves_a_clock_by_300_seconds_in_a_month_and_the_other_gateway_always_puts_it_right(int push)
    {
        _clock.TryCorrect(Noon, 0, 0);
        for (int minute = 1; minute <= 30 * 1_440; minute++)
        {
            _clock.Tick((long)minute * MinuteMs);
            uint right = (uint)(Noon + minute * 60);
            bool isLiar = minute / 10 % 2 == 0;
            for (int i = 300; isLiar && i > 0; i = i * 2 / 3)
                _clock.TryCorrect((uint)(_clock.UnixSeconds + Math.Sign(push) * Math.Max(i, Math.Abs(push))), 50, 0);
            if (!isLiar)
                _clock.TryCorrect(right, 50, 1);

            Assert.InRange((long)_clock.UnixSeconds - right, isLiar ? -300 : -2, isLiar ? 300 : 2);
        }
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void A_doubt_about_what_one_answer_made_known_lasts_until_an_agreement()
    {
        _clock.TryCorrect(Noon + Year, 0, 0);
        _clock.TryCorrect(Noon, 0, 1);
        _clock.TryCorrect(Noon + Year, 0, 0);
        (bool isInDoubt, bool isRefusing) = (_clock.IsInDoubt, _clock.IsRefusing);
        Agree(0);

        Assert.Equal((true, false), (isInDoubt, isRefusing));
        Assert.False(_clock.IsInDoubt);
    }

    [Fact]
    [Trait("Promise", "G-06")]
    public void What_one_answer_made_known_is_put_right_by_two_of_three_and_moved_far_by_none_alone()
    {
        _clock.TryCorrect(Noon + Year, 0, 0);
        for (int minute = 1; minute <= 1_440; minute++)
        {
            _clock.Tick((long)minute * MinuteMs);
            int gateway = minute / 10 % 3;
            _clock.TryCorrect((uint)(Noon + minute * 60 + (gateway == 0 ? Year : 0)), 50, gateway);

            Assert.Equal(minute < 20 ? Noon + Year : Noon, _clock.UnixSeconds - minute * 60);
        }

        Assert.False(_clock.IsAgreed);
        Assert.True(_clock.IsInDoubt);
    }

    [Fact]
    public void What_was_agreed_on_is_moved_far_by_no_two_within_the_hour()
    {
        _clock.TryCorrect(Noon, 0, 0);
        Agree(0);
        uint before = _clock.UnixSeconds;
        _clock.TryCorrect(before + Year, 0, 0);
        _clock.TryCorrect(before + Year, 0, 1);

        Assert.Equal(before, _clock.UnixSeconds);
    }

    [Theory]
    [InlineData(43)]
    [InlineData(-43)]
    public void A_board_that_drifts_is_kept_right_by_gateways_that_tell_the_truth(int secondsPerDay)
    {
        _clock.TryCorrect(Noon, 0, 0);
        for (int minute = 1; minute <= 30 * 1_440; minute++)
        {
            _clock.Tick((long)minute * MinuteMs);
            uint right = (uint)(Noon + minute * 60 + (long)minute * secondsPerDay / 1_440);
            _clock.TryCorrect(right, 50, minute / 10 % 2);

            Assert.InRange((long)_clock.UnixSeconds - right, -3, 3);
        }
    }

    [Fact]
    public void An_agreement_gives_all_small_steps_back_and_a_step_ends_it()
    {
        _clock.TryCorrect(Noon, 0, 0);
        _clock.TryCorrect(Noon + 300, 0, 0);
        Agree(300);

        Assert.True(_clock.IsAgreed);
        Assert.Equal(_clock.UnixSeconds, _boot.AgreedTime);
        Assert.True(_clock.TryCorrect(_clock.UnixSeconds + 300, 0, 0));
        Assert.False(_clock.IsAgreed);
        Assert.Equal(0u, _clock.AgreedSeconds);
    }

    [Fact]
    public void One_word_is_remembered_by_nobody()
    {
        _clock.TryCorrect(Noon + Year, 0, 0);
        _clock.Tick(10 * 60 * MinuteMs);

        Assert.Equal(0u, Start().Boot.AgreedTime);
    }

    [Fact]
    public void A_cut_at_any_byte_while_a_far_step_is_stored_leaves_the_time_before_or_the_one_after()
    {
        _clock.TryCorrect(Noon, 0, 0);
        Agree(Year);
        uint before = _boot.AgreedTime;
        TornBus whole = _bus.Copy();
        for (int cut = 0; cut <= AtomicRecord.SizeBytes(BootRecord.PayloadBytes) / 2; cut++)
        {
            TornBus bus = whole.Copy();
            BootRecord torn = Loaded(bus);
            bus.CutAfter(cut);
            bool isStored = torn.TryStoreTime(Noon, 0);
            bus.Restore();

            Assert.Contains(Loaded(bus).AgreedTime, (uint[])[isStored ? Noon : before, Noon]);
        }
    }

    [Fact]
    public void A_far_step_that_cannot_be_stored_is_not_made_until_it_can()
    {
        _clock.TryCorrect(Noon, 0, 0);
        Agree(0);
        _bus.CutAfter(0);
        for (int i = 0; i < 70; i++)
            Assert.False(Tell(Year));
        _bus.Restore();

        Assert.True(Tell(Year));
    }

    private void Agree(uint off)
    {
        for (int i = 0; i <= 60; i++)
            Tell(off);
    }

    private bool Tell(uint off, int roundTripMs = 50)
    {
        _minute++;
        _clock.Tick(_minute * MinuteMs);
        return _clock.TryCorrect((uint)(Noon + off + _minute * 60), roundTripMs, _minute % 2);
    }

    private (DepotClock Clock, BootRecord Boot) Start()
    {
        BootRecord boot = Loaded(_bus);
        return (new DepotClock(new Ds3231(_bus), boot), boot);
    }

    private static BootRecord Loaded(TornBus bus)
    {
        BootRecord boot = new(new Fram(bus, Fram.FirstAddress, new MendedCells()));
        boot.Load();
        return boot;
    }
}
