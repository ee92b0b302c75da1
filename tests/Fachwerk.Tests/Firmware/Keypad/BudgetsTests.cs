using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
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

    // Three guesses, a slip, three guesses, the next slip; each opens and goes round for ever, through power loss.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1000)]
    public void A_slip_that_opens_buys_three_more_guesses_in_its_life(int slips)
    {
        const int Digits = 8;
        const int Live = 100;
        long alone = GuessesInAYear(Digits, Live, 0);

        long guesses = GuessesInAYear(Digits, Live, slips);

        Assert.InRange(guesses, alone, alone + 3 * slips);
    }

    [Fact]
    public void A_first_opening_gives_back_the_entries_of_two_minutes()
    {
        Budgets budgets = Loaded();
        budgets.Tick(0);
        budgets.CountWrong(10, 0, 0);
        budgets.CountWrong(10, 0, 1);
        budgets.CountWrong(10, 0, 60_000);
        budgets.NoteOpening(true, 120_001);

        // Of 24: two were older.
        Assert.Equal(22, Left(budgets));
    }

    [Fact]
    public void A_later_opening_gives_nothing_back_and_what_lies_before_it_is_lost_to_the_next()
    {
        Budgets budgets = Loaded();
        budgets.Tick(0);
        budgets.CountWrong(10, 0, 0);
        budgets.NoteOpening(false, 1);
        budgets.CountWrong(10, 0, 2);
        budgets.NoteOpening(true, 3);

        Assert.Equal(23, Left(budgets));
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

    private long GuessesInAYear(int digits, int live, int slips)
    {
        TornBus bus = _bus.Copy();
        (Budgets budgets, UsesStore uses) = (Loaded(bus), LoadedUses(bus));
        (long guesses, uint slip) = (0, 0);
        for (long now = 0; now < 365 * Day; now += 60_000)
        {
            budgets.Tick(now);
            for (int inARow = 1; !budgets.IsClosed(digits); inARow++, guesses++)
            {
                budgets.CountWrong(digits, live, now);
                if (inARow % 3 == 0 && slips > 0)
                {
                    slip = slip % (uint)slips + 1;
                    uses.TryCountOpening(slip, false);
                    budgets.NoteOpening(uses.WasFirst, now);
                }
            }

            if (now % Day == 0)
                (budgets, uses) = (Loaded(bus), LoadedUses(bus));
        }

        return guesses;
    }

    private static int Left(Budgets budgets)
    {
        int left = 1;
        while (!budgets.CountWrong(10, 0, 130_000))
            left++;
        return left;
    }

    private static UsesStore LoadedUses(TornBus bus)
    {
        UsesStore uses = new(new Fram(bus, 0x50));
        Assert.True(uses.TryLoad());
        return uses;
    }

    private Budgets Loaded() => Loaded(_bus);

    private static Budgets Loaded(TornBus bus)
    {
        Budgets budgets = new(new Fram(bus, 0x50));
        budgets.Load();
        return budgets;
    }
}
