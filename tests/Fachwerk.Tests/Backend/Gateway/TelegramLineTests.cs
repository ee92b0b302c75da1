using Fachwerk.Backend.Gateway;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

/// <summary>Whose turn it is, whatever one controller sends.</summary>
[Trait("Promise", "G-06")]
public sealed class TelegramLineTests
{
    private readonly ManualTime _time = new();
    private readonly TelegramLine _line;
    private readonly ControllerSession _first = new(1001, new byte[16], 0, 0, -1);
    private readonly ControllerSession _second = new(1002, new byte[16], 0, 0, -1);

    public TelegramLineTests() => _line = new TelegramLine(_time);

    [Fact]
    public void Of_a_controller_the_newest_alone_waits()
    {
        var older = Of(_first, 1);
        var newer = Of(_first, 2);
        _line.Add(older);

        Assert.Same(older, _line.Supersede(newer));

        Assert.Same(newer, Taken());
        Assert.Null(Taken());
    }

    [Fact]
    [Trait("Promise", "G-03")]
    public void Of_a_controller_none_is_taken_while_one_is_at_work()
    {
        var next = Of(_first, 2);
        _line.Add(Of(_first, 1));
        Taken();

        Assert.Null(_line.Supersede(next));
        _line.Add(next);

        Assert.Null(Taken());
        _line.Finish(_first);
        Assert.Same(next, Taken());
    }

    [Fact]
    public void A_newer_one_keeps_the_place_of_the_older()
    {
        var newer = Of(_first, 9);
        var other = Of(_second, 1);
        _line.Add(Of(_first, 1));
        _line.Add(other);
        _line.Supersede(newer);

        Assert.Equal([newer, other], [Taken(), Taken()]);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public void What_is_no_check_in_goes_first_and_each_kind_in_the_order_of_its_coming()
    {
        Telegram[] sent =
        [
            CheckInOf(1), Of(Session(2), 1), CheckInOf(3), Of(Session(4), 1),
        ];

        foreach (var telegram in sent)
            _line.Add(telegram);

        Assert.Equal([sent[1], sent[3], sent[0], sent[2]], [Taken(), Taken(), Taken(), Taken()]);
    }

    [Fact]
    [Trait("Promise", "G-01")]
    public void What_only_looks_like_a_check_in_is_none()
    {
        Assert.True(Verified(Resource.CheckIn, CoapCode.Post).IsCheckIn);
        Assert.False(Verified(Resource.CheckIn, CoapCode.Get).IsCheckIn);
        Assert.False(new Telegram().IsCheckIn);
    }

    [Fact]
    public void Who_sends_before_it_was_answered_stands_behind_all_others()
    {
        var other = CheckInOf(2);
        _line.Add(Of(_first, 1));
        Taken();
        _line.Add(Of(_first, 2));
        _line.Add(other);

        _line.Finish(_first);

        Assert.Same(other, Taken());
        Assert.Same(_first, Taken()!.Session);
    }

    [Fact]
    public void Waiting_for_an_earlier_one_of_its_own_is_no_waiting_in_line()
    {
        var next = Of(_first, 2);
        _line.Add(Of(_first, 1));
        Taken();
        next.ReceivedAt = _time.GetTimestamp();
        _line.Add(next);

        _time.Advance(TimeSpan.FromSeconds(1));
        _line.Finish(_first);
        _time.Advance(TimeSpan.FromMilliseconds(5));

        Assert.Equal(TimeSpan.FromMilliseconds(5), _time.GetElapsedTime(Taken()!.InLineSince));
    }

    [Fact]
    public void A_newer_one_has_waited_as_long_as_the_one_whose_place_it_takes()
    {
        var newer = Of(_first, 2);
        var older = Of(_first, 1);
        older.ReceivedAt = _time.GetTimestamp();
        _line.Add(older);
        _time.Advance(TimeSpan.FromMilliseconds(30));
        newer.ReceivedAt = _time.GetTimestamp();

        _line.Supersede(newer);

        Assert.Equal(TimeSpan.FromMilliseconds(30), _time.GetElapsedTime(Taken()!.InLineSince));
    }

    [Fact]
    public void A_number_is_seen_only_while_a_telegram_is_under_way()
    {
        _line.Add(Of(_first, 5));
        Assert.False(_first.IsAboveSeen(0, 5));
        Taken();
        Assert.False(_first.IsAboveSeen(0, 5));

        _line.Finish(_first);

        Assert.True(_first.IsAboveSeen(0, 5));
    }

    [Fact]
    public async Task Whoever_waits_is_woken_by_what_comes_and_by_what_may_be_taken_again()
    {
        var waiting = _line.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        _line.Add(Of(_first, 1));
        await waiting;
        Taken();
        _line.Add(Of(_first, 2));
        waiting = _line.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        _line.Finish(_first);

        await waiting;
        Assert.Equal(1, _line.Count);
    }

    [Fact]
    public async Task Check_ins_wait_for_company_and_whatever_else_comes_ends_it()
    {
        _line.Add(CheckInOf(1));
        var three = _line.WaitForAsync(3);
        _line.Add(CheckInOf(2));
        Assert.False(three.IsCompleted);
        _line.Add(CheckInOf(3));
        await three;

        var many = _line.WaitForAsync(1_000);
        Assert.False(many.IsCompleted);
        _line.Add(Of(_first, 1));

        await many;
        Assert.True(_line.WaitForAsync(1_000).IsCompleted);
    }

    [Fact]
    public void One_that_sends_without_end_gets_one_turn_a_round_and_two_places()
    {
        const int others = 50;
        var places = 0;
        var rounds = Enumerable.Range(0, 20).Select(round =>
        {
            for (var i = 0; i < 100; i++)
            {
                var more = Of(_first, round * 100 + i);
                if (_line.Supersede(more) is null)
                {
                    _line.Add(more);
                    places++;
                }
            }

            for (var i = 0; i < others; i++)
                _line.Add(CheckInOf((uint)(10_000 + round * others + i)));
            var taken = new List<Telegram>();
            while (Taken() is { } telegram)
                taken.Add(telegram);
            taken.ForEach(telegram => _line.Finish(telegram.Session));
            return taken;
        }).ToList();

        Assert.All(rounds, taken => Assert.Equal(others + 1, taken.Count));
        Assert.All(rounds, taken => Assert.Single(taken, telegram => telegram.Session == _first));
        Assert.Equal(rounds.Count, places);
    }

    private Telegram? Taken() => _line.TryTake(out var telegram) ? telegram : null;

    private static ControllerSession Session(uint number) => new(number, new byte[16], 0, 0, -1);

    private static Telegram Of(ControllerSession session, long partialIv) =>
        new() { Session = session, PartialIv = partialIv };

    private static Telegram CheckInOf(uint controller)
    {
        var telegram = Verified(Resource.CheckIn, CoapCode.Post);
        telegram.Session = Session(controller);
        return telegram;
    }

    // As the gate leaves it.
    private static Telegram Verified(int resource, int code)
    {
        var telegram = new Telegram { PartialIv = 1 };
        var inner = new InnerMessage();
        inner.Begin(code);
        inner.Resource = resource;
        var plain = new byte[64];
        var length = inner.Write([0x80], 0, 1, plain, 0, plain.Length);
        var codec = new OscoreCodec(new FrameworkAead());
        var depot = ControllerContext.ForController(FrameworkHmac.Instance, new byte[16], 1001, 0);
        var gateway = ControllerContext.ForGateway(FrameworkHmac.Instance, new byte[16], 1001, 0);
        var message = new OscoreMessage();
        message.Header.SetToken(0x1234);
        var count = codec.ProtectRequest(depot, message, 7, plain, 0, length, telegram.Buffer, 0);
        Assert.Equal(WireError.None, telegram.Message.TryReadRequest(telegram.Buffer, 0, count));
        Assert.True(codec.TryUnprotectRequest(gateway, telegram.Message, telegram.Buffer));
        return telegram;
    }
}
