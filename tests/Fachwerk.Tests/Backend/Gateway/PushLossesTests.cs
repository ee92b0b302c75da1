using Fachwerk.Backend.Gateway;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-04")]
public sealed class PushLossesTests
{
    private const long Controller = 1001;

    private readonly ManualTime _time = new();
    private readonly PushLosses _losses;

    public PushLossesTests() => _losses = new PushLosses(_time);

    [Fact]
    public void A_push_is_lost_when_only_the_one_after_the_depots_telegram_is_answered()
    {
        Send(5, afterTelegram: false);
        Send(5, afterTelegram: false);
        Send(5, afterTelegram: true);

        Assert.True(_losses.NoteAnswered(Controller, 5));
        Assert.False(_losses.NoteAnswered(Controller, 5));
    }

    [Fact]
    public void A_push_that_is_answered_without_a_telegram_of_the_depot_is_not_lost()
    {
        Send(5, afterTelegram: false);
        Send(5, afterTelegram: false);

        Assert.False(_losses.NoteAnswered(Controller, 5));
    }

    [Fact]
    public void An_order_that_first_goes_out_after_a_telegram_was_never_lost()
    {
        Send(5, afterTelegram: true);
        Send(5, afterTelegram: true);

        Assert.False(_losses.NoteAnswered(Controller, 5));
    }

    [Fact]
    public void A_telegram_while_the_answer_may_still_be_under_way_proves_nothing()
    {
        _losses.NoteSent(Controller, 5, afterTelegram: false);
        _time.Advance(PushLosses.AnswerMax - TimeSpan.FromMilliseconds(1));
        Send(5, afterTelegram: true);

        Assert.False(_losses.NoteAnswered(Controller, 5));
    }

    [Fact]
    public void A_depot_that_was_away_for_longer_than_its_check_in_takes_has_lost_nothing()
    {
        _losses.NoteSent(Controller, 5, afterTelegram: false);
        _time.Advance(PushLosses.SilenceMax);
        _losses.NoteSent(Controller, 5, afterTelegram: true);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(_losses.NoteAnswered(Controller, 5));
    }

    [Fact]
    public void Each_order_is_judged_by_itself()
    {
        Send(5, afterTelegram: false);
        Send(6, afterTelegram: false);
        Send(6, afterTelegram: true);

        Assert.False(_losses.NoteAnswered(Controller, 5));
        Assert.False(_losses.NoteAnswered(Controller, 6));
    }

    [Fact]
    public void Watches_a_bounded_number_of_depots_and_makes_room_by_time()
    {
        for (var other = 0; other < PushLosses.WatchedMax; other++)
            _losses.NoteSent(2_000 + other, 1, afterTelegram: false);
        Send(5, afterTelegram: false);
        Send(5, afterTelegram: true);
        Assert.False(_losses.NoteAnswered(Controller, 5));

        _time.Advance(PushLosses.SilenceMax);
        Send(6, afterTelegram: false);
        Send(6, afterTelegram: true);
        Assert.True(_losses.NoteAnswered(Controller, 6));
    }

    private void Send(uint order, bool afterTelegram)
    {
        _losses.NoteSent(Controller, order, afterTelegram);
        _time.Advance(PushLosses.AnswerMax);
    }
}
