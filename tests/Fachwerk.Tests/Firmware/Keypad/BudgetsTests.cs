using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Keypad;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

[Trait("Promise", "D-04")]
public sealed class BudgetsTests
{
    private const long Day = 86_400_000;
    private const long HourMs = 3_600_000;

    // The worst share of ten digits that opens at an instant: OfflineRulesTests counts fewer.
    private const double OfflineHit = 9_999 / 1e10;

    private readonly TornBus _bus = new();

    [Theory]
    [InlineData(8, 1, 1e8)]
    [InlineData(8, 64, 1e8)]
    [InlineData(8, 100, 1e8)]
    [InlineData(8, 101, 1e8)]
    [InlineData(9, 1, 1e9)]
    [InlineData(9, 101, 1e9)]
    [InlineData(9, 1000, 1e9)]
    [InlineData(10, 1000, 1 / OfflineHit)]
    public void Whoever_guesses_for_a_year_without_a_pause_opens_with_less_than_one_percent(
        int digits, int live, double strings)
    {
        // Codes of 8 digits are given while at most 100 are live.
        double codes = digits == 10 ? 1 : digits == 8 ? Math.Min(live, 100) : live;
        Budgets budgets = Loaded();
        long guesses = 0;
        for (long now = 0; now < 365 * Day; now += 60_000)
        {
            budgets.Tick(now);
            for (; !budgets.IsClosed(digits); guesses++)
                budgets.CountWrong(digits, live, now);
        }

        Assert.InRange(guesses, 24 * 365, 241 * 366);
        Assert.InRange(1 - Math.Exp(guesses * Math.Log(1 - codes / strings)), 0, 0.01);
    }

    [Fact]
    public void An_empty_bucket_closes_its_channel_alone_until_an_hour_has_refilled()
    {
        Budgets budgets = Loaded();
        budgets.Tick(0);
        int entries = 1;
        while (!budgets.CountWrong(10, 0, 0))
            entries++;

        Assert.Equal(24, entries);
        Assert.Equal((true, false, false), (budgets.IsClosed(10), budgets.IsClosed(9), budgets.IsClosed(8)));
        Assert.Equal(60, budgets.ClosedMinutes(10));
        Assert.Equal(0, budgets.Tick(HourMs - 1));
        Assert.Equal(10, budgets.Tick(HourMs));
        Assert.False(budgets.IsClosed(10));
    }

    [Fact]
    public void Power_loss_eases_nothing_and_time_without_power_does_not_count()
    {
        Budgets budgets = Loaded();
        budgets.Tick(0);
        while (!budgets.CountWrong(8, 100, 0)) { }
        Budgets after = Loaded();

        after.Tick(100 * Day);

        Assert.True(after.IsClosed(8));
        Assert.Equal(0, after.Tick(100 * Day + HourMs / 2));
        Assert.Equal(8, after.Tick(100 * Day + HourMs + 10_000));
    }

    [Fact]
    public void A_cut_at_any_byte_of_a_wrong_entry_leaves_it_paid_or_not_made()
    {
        for (int cut = 0; cut <= 16; cut++)
        {
            TornBus torn = _bus.Copy();
            Budgets budgets = Loaded(torn);
            budgets.Tick(0);
            budgets.CountWrong(10, 0, 0);
            torn.CutAfter(cut);
            budgets.CountWrong(10, 0, 0);
            torn.Restore();
            Budgets after = Loaded(torn);
            int left = 1;
            while (!after.CountWrong(10, 0, 0))
                left++;

            Assert.InRange(left, 22, 23);
        }
    }

    [Fact]
    public void A_genuine_code_gives_back_the_entries_of_two_minutes_once()
    {
        Budgets budgets = Loaded();
        budgets.Tick(0);
        budgets.CountWrong(10, 0, 0);
        budgets.CountWrong(10, 0, 1);
        budgets.CountWrong(10, 0, 60_000);
        budgets.Forgive(4711, 120_001);
        budgets.CountWrong(10, 0, 120_002);
        budgets.Forgive(4711, 120_003);
        int left = 1;
        while (!budgets.CountWrong(10, 0, 130_000))
            left++;

        // Of 24, three were beyond what came back: two older than two minutes, one after the code had forgiven.
        Assert.Equal(21, left);
    }

    [Fact]
    public void A_code_forgives_once_also_after_power_loss()
    {
        Budgets budgets = Loaded();
        budgets.Tick(0);
        budgets.CountWrong(10, 0, 0);
        budgets.Forgive(4711, 1);
        Budgets after = Loaded();
        after.Tick(0);
        after.CountWrong(10, 0, 0);
        after.Forgive(4711, 1);
        int left = 1;
        while (!after.CountWrong(10, 0, 0))
            left++;

        Assert.Equal(23, left);
    }

    [Fact]
    public void An_order_fills_everything()
    {
        Budgets budgets = Loaded();
        budgets.Tick(0);
        while (!budgets.CountWrong(9, 1000, 0)) { }

        budgets.Fill();

        Assert.False(budgets.IsClosed(9));
        Assert.False(Loaded().IsClosed(9));
    }

    private Budgets Loaded() => Loaded(_bus);

    private static Budgets Loaded(TornBus bus)
    {
        Budgets budgets = new(new Fram(bus, 0x50));
        budgets.Load();
        return budgets;
    }
}
