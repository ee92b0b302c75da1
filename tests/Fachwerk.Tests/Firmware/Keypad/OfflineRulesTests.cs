using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Keypad;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>The table "Offline codes" of SPEC.md §8, row by row and at every edge.</summary>
[Trait("Promise", "D-02")]
public sealed class OfflineRulesTests
{
    // A multiple of every step, in the middle of a year.
    private const uint Start = 57 * 8760 + 4800;
    private const uint Hour = 3600;

    private readonly TornBus _bus = new();
    private readonly OfflineMemory _memory;
    private readonly OfflineRules _rules;

    public OfflineRulesTests()
    {
        _memory = new OfflineMemory(Fram());
        _rules = new OfflineRules(_memory);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 12)]
    [InlineData(3, 24)]
    [InlineData(4, 24)]
    [InlineData(5, 24)]
    [InlineData(6, 24)]
    [InlineData(7, 24)]
    public void A_code_opens_first_from_ten_minutes_early_to_its_end_within_a_day(int codeClass, uint hours)
    {
        uint start = Start * Hour;
        OfflineCode code = Code(codeClass, Start);

        Assert.Equal(OfflineAnswer.Refused, _rules.Judge(code, start - 601, 0));
        Assert.Equal(RefusalReason.NotYetValid, _rules.Reason);
        Assert.Equal(OfflineAnswer.Opens, _rules.Judge(code, start - 600, 0));
        Assert.Equal(OfflineAnswer.Opens, _rules.Judge(code, start + hours * Hour - 1, 0));
        Assert.Equal(OfflineAnswer.Refused, _rules.Judge(code, start + hours * Hour, 0));
        Assert.Equal(RefusalReason.Expired, _rules.Reason);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 72)]
    [InlineData(5, 168)]
    [InlineData(6, 672)]
    public void A_code_that_opened_once_opens_to_the_end_of_its_class(int codeClass, uint hours)
    {
        OfflineCode code = Code(codeClass, Start);
        Assert.True(_memory.TryMark(code.Compartment, code.Start, code.Mark));

        Assert.Equal(OfflineAnswer.Opens, _rules.Judge(code, (Start + hours) * Hour - 1, 0));
        Assert.Equal(OfflineAnswer.RefusedGenuine, _rules.Judge(code, (Start + hours) * Hour, 0));
        Assert.Equal((RefusalReason.Expired, (Start + hours) * Hour), (_rules.Reason, _rules.At));
    }

    [Fact]
    [Trait("Promise", "D-03")]
    public void A_one_time_code_opens_once()
    {
        OfflineCode code = Code(OfflineCode.OneTimeClass, Start);
        Assert.True(_memory.TryMark(code.Compartment, code.Start, code.Mark));

        Assert.Equal(OfflineAnswer.RefusedGenuine, _rules.Judge(code, Start * Hour + 60, 0));
        Assert.Equal(RefusalReason.UsedUp, _rules.Reason);
    }

    [Theory]
    [InlineData(8759, OfflineAnswer.Wrong)]
    [InlineData(8760, OfflineAnswer.Opens)]
    [Trait("Promise", "D-11")]
    public void What_opened_under_a_time_far_ahead_supersedes_nothing_once_the_time_is_right(
        uint hoursAhead, OfflineAnswer expected)
    {
        Assert.True(_memory.TryMark(7, Start + hoursAhead, 3));

        OfflineAnswer answer = _rules.Judge(Code(OfflineCode.OneTimeClass, Start), Start * Hour + 60, 0);

        Assert.Equal(expected, answer);
    }

    [Fact]
    public void A_later_start_supersedes_the_earlier_one_once_it_has_begun()
    {
        OfflineCode earlier = Code(1, Start);
        OfflineCode once = Code(OfflineCode.OneTimeClass, Start);
        Assert.True(_memory.TryMark(7, Start + 2, Code(0, Start + 2).Mark));

        Assert.Equal(OfflineAnswer.Opens, _rules.Judge(earlier, (Start + 2) * Hour - 1, 0));
        Assert.Equal(OfflineAnswer.Wrong, _rules.Judge(earlier, (Start + 2) * Hour, 0));
        Assert.Equal(OfflineAnswer.Wrong, _rules.Judge(once, (Start + 2) * Hour - 1, 0));
    }

    [Fact]
    public void Another_serial_of_the_same_start_has_its_own_first_use()
    {
        Assert.True(_memory.TryMark(7, Start, Code(OfflineCode.OneTimeClass, Start).Mark));
        OfflineCode other = Code(OfflineCode.OneTimeClass, Start);
        other.Serial = 3;

        Assert.Equal(OfflineAnswer.Opens, _rules.Judge(other, Start * Hour, 0));
    }

    [Fact]
    public void A_floor_revokes_what_starts_below_it()
    {
        OfflineCode used = Code(5, Start);
        OfflineCode unused = Code(4, Start);
        Assert.True(_memory.TryMark(7, Start, used.Mark));

        Assert.Equal(OfflineAnswer.Opens, _rules.Judge(used, Start * Hour, Start));
        Assert.Equal(OfflineAnswer.RefusedGenuine, _rules.Judge(used, Start * Hour, Start + 1));
        Assert.Equal(RefusalReason.Superseded, _rules.Reason);
        Assert.Equal(OfflineAnswer.Wrong, _rules.Judge(unused, Start * Hour, Start + 1));
    }

    [Fact]
    public void Only_what_is_near_is_told()
    {
        OfflineCode code = Code(0, Start);

        Assert.Equal(OfflineAnswer.Wrong, _rules.Judge(code, (Start - 2) * Hour - 1, 0));
        Assert.Equal(OfflineAnswer.Refused, _rules.Judge(code, (Start - 2) * Hour, 0));
        Assert.Equal(OfflineAnswer.Refused, _rules.Judge(code, (Start + 1 + 720) * Hour - 1, 0));
        Assert.Equal(OfflineAnswer.Wrong, _rules.Judge(code, (Start + 1 + 720) * Hour, 0));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void A_mark_is_whole_or_not_there_after_a_cut_at_any_byte()
    {
        Assert.True(_memory.TryMark(7, Start, 28));
        for (int cut = 0; cut <= 16; cut++)
        {
            TornBus torn = _bus.Copy();
            OfflineMemory memory = new(new Fram(torn, 0x50));
            Assert.True(memory.TryLoad());
            torn.CutAfter(cut);
            bool isMarked = memory.TryMark(7, Start + 4, 29);
            torn.Restore();
            OfflineMemory after = new(new Fram(torn, 0x50));

            Assert.True(after.TryLoad());
            Assert.Equal(isMarked ? Start + 4 : Start, after.NewestStart(7, Start));
            Assert.Equal((!isMarked, isMarked), (after.IsUsed(7, 28), after.IsUsed(7, 29)));
        }
    }

    // Counted over every code there can be at an instant: 64 compartments, and whatever was used before is the worst.
    [Fact]
    public void A_guess_hits_with_less_than_one_in_a_million_at_any_instant()
    {
        long worst = 0;
        foreach (uint newestAge in (uint[])[0, 1, 24, 30, 72, 100, 168, 300, 10_000])
            foreach (uint hour in Enumerable.Range(0, 48).Select(n => Start + (uint)n))
                foreach (uint second in (uint[])[0, 2999, 3000, 3599])
                    worst = Math.Max(worst, 64 * OpeningOfOneCompartment(hour, second, hour - newestAge));

        Assert.InRange(worst, 1, 9_999);
    }

    [Fact]
    public void Two_epochs_at_a_change_hold_no_more_openings_than_one()
    {
        uint change = 58 * 8760;

        long worst = Enumerable.Range(-30, 60).Max(n => 64 * OpeningOfOneCompartment((uint)(change + n), 3000, 0));

        Assert.InRange(worst, 1, 9_999);
    }

    private long OpeningOfOneCompartment(uint hour, uint second, uint newestStart)
    {
        OfflineMemory memory = new(Fram());
        for (int mark = 0; newestStart != 0 && mark < 32; mark++)
            Assert.True(memory.TryMark(1, newestStart, mark));
        OfflineRules rules = new(memory);
        long count = 0;
        for (int codeClass = 0; codeClass < OfflineCode.Classes; codeClass++)
        {
            uint step = OfflineCode.StepOf(codeClass);
            for (uint start = (hour - 700) / step * step; start <= hour + 2; start += step)
                count += Enumerable.Range(0, 4).Count(serial => rules.Judge(
                    new OfflineCode { Class = codeClass, Start = start, Compartment = 1, Serial = serial },
                    hour * Hour + second, 0) == OfflineAnswer.Opens);
        }

        return count;
    }

    private Fram Fram() => new(_bus, 0x50);

    private static OfflineCode Code(int codeClass, uint start) =>
        new() { Class = codeClass, Start = start, Compartment = 7, Serial = 0 };
}
