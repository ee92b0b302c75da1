using Fachwerk.Backend.Gateway;
using Fachwerk.Tests.Simulator.Running;
using Xunit;

namespace Fachwerk.Tests.Backend.Gateway;

[Trait("Promise", "G-06")]
public sealed class EventCeilingsTests
{
    private const int Day = 86_400;
    private const int PassesEvents = 4;
    private const int Telegram = 23;

    private readonly EventLimits _limits = new();
    private readonly ManualTime _time = new();
    private readonly EventCeilings _ceilings;

    public EventCeilingsTests() => _ceilings = new EventCeilings(_limits, _time);

    [Fact]
    public void Three_thousand_passes_at_once_are_stored()
    {
        var depot = new Depot(1);

        Assert.Equal(3_000 * PassesEvents, Told(depot, 3_000 * PassesEvents));
    }

    [Fact]
    public void A_keypad_in_use_without_a_pause_for_a_week_is_never_held()
    {
        var depot = new Depot(1);

        for (var second = 0; second < 7 * Day; second += 10)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(PassesEvents, Told(depot, PassesEvents));
        }
    }

    [Fact]
    public void A_depot_at_full_speed_stores_its_ceiling_and_no_more()
    {
        var depot = new Depot(1);

        var told = Told(depot, 100_000);
        for (var second = 0; second < Day; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            told += Told(depot, Telegram);
        }

        Assert.InRange(told, 16_384 + Day, 16_384 + Day + Telegram);
    }

    [Fact]
    public void Rest_gives_everything_back_and_nothing_on_top()
    {
        var depot = new Depot(1);
        Told(depot, 100_000);

        _time.Advance(TimeSpan.FromSeconds(30 * Day));

        Assert.InRange(Told(depot, 100_000), 16_384, 16_384 + Telegram);
    }

    [Fact]
    public void Depots_of_one_tenant_that_tell_too_much_leave_each_other_and_their_siblings_their_shares()
    {
        Depot[] mad = [.. Enumerable.Range(0, 40).Select(_ => new Depot(1))];
        var sibling = new Depot(1);
        var stranger = new Depot(2);

        var told = mad.Sum(depot => Told(depot, 100_000));

        Assert.InRange(told, 40 * 4_096 + 262_144, 40 * (4_096 + Telegram) + 262_144 + Telegram);
        Assert.InRange(Told(sibling, 10_000), 4_096, 4_096 + Telegram);
        Assert.InRange(Told(stranger, 100_000), 16_384, 16_384 + Telegram);
    }

    [Fact]
    public void A_share_comes_back_while_the_common_part_is_empty()
    {
        var told = 0;
        Depot[] mad = [.. Enumerable.Range(0, 40).Select(_ => new Depot(1))];
        var sibling = new Depot(1);
        _ = mad.Sum(depot => Told(depot, 100_000));
        Told(sibling, 10_000);

        for (var hour = 0; hour < 24; hour++)
        {
            _time.Advance(TimeSpan.FromSeconds(Day / 24));
            _ = mad.Sum(depot => Told(depot, 100_000));
            told += Told(sibling, 1_000);
        }

        Assert.InRange(told, Day / 16 - Telegram, Day / 16 + Telegram);
    }

    [Fact]
    public void That_a_depot_is_held_is_news_once_until_it_was_not_for_five_minutes()
    {
        var account = _ceilings.Hold(default, out var first);
        _time.Advance(TimeSpan.FromSeconds(299));
        account = _ceilings.Hold(account, out var meanwhile);
        _time.Advance(TimeSpan.FromSeconds(300));
        _ceilings.Hold(account, out var later);

        Assert.Equal((true, false, true), (first, meanwhile, later));
    }

    [Fact]
    public void Long_details_count_by_their_bytes()
    {
        // Three numbers of 32 bits, the most that an event of the registry has.
        Assert.Equal(1, EventCeilings.CostOf(1 + 3 * 5));
        Assert.Equal(1 + 1_024 / 32, EventCeilings.CostOf(1_024));
    }

    // Sends telegrams of 23 events until so many are stored or one is refused.
    private int Told(Depot depot, int wanted)
    {
        var told = 0;
        while (told < wanted && _ceilings.MayStore(depot.Account))
        {
            var events = Math.Min(Telegram, wanted - told);
            depot.Account = _ceilings.Spend(depot.Account, depot.Tenant, events);
            told += events;
        }

        return told;
    }

    private sealed class Depot(int tenant)
    {
        public int Tenant => tenant;

        public EventAccount Account { get; set; }
    }
}
