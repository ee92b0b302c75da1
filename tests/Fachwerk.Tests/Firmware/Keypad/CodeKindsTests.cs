using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>What codes can ask for: duress, opening hours, a language, more time, certain lengths.</summary>
[Trait("Promise", "D-03")]
public sealed class CodeKindsTests : IDisposable
{
    private const string Digits = "47110815";

    private readonly DepotRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_duress_code_looks_like_success_and_is_told_silently()
    {
        CodeRecord duress = DepotRig.Code(10, 7);
        duress.Flags = CodeFlags.Duress;
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Code, _rig.Record("47110816", duress)));
        _rig.PowerUp();

        _rig.Type("47110816#");
        string shown = _rig.Line(0);
        _rig.Run(1000);

        Assert.Equal("Fach 7 öffnet", shown);
        Assert.True(_rig.IsOpen(7));
        Assert.Equal(
            [EventKind.DuressEntered, EventKind.CodeAccepted, EventKind.DoorOpened],
            _rig.Kinds().SkipWhile(kind => kind != EventKind.DuressEntered).Take(3));
    }

    [Fact]
    public void A_duress_code_is_told_each_time_it_is_typed_whatever_comes_of_it()
    {
        CodeRecord duress = DepotRig.Code(10, 7, uses: 2);
        duress.Flags = CodeFlags.Duress;
        _rig.LoadCode(Digits, duress);
        _rig.PowerUp();

        Force(pushed: true);
        Force(pushed: true);
        _rig.Run(130_000);
        Force(pushed: true);
        _rig.Reboot();
        Force(pushed: false);
        Force(pushed: false);

        Assert.Equal(
            [
                EventKind.CodeAccepted, EventKind.Reopened, EventKind.CodeAccepted, EventKind.CodeRefused,
                EventKind.CodeRefused
            ],
            AfterDuress());
        Assert.All(_rig.Journal().Where(e => e.Kind == EventKind.DuressEntered), told =>
            Assert.Equal((7, 10L), (told.Compartment, told.Details[0])));
    }

    private void Force(bool pushed)
    {
        _rig.Type(Digits + "#");
        _rig.Run(1_000);
        if (pushed)
            _rig.Push(7);
    }

    // What stands in the journal right behind each duress that was told.
    private List<EventKind> AfterDuress()
    {
        List<SeenEvent> journal = _rig.Journal();
        return [.. journal.Index().Where(one => one.Item.Kind == EventKind.DuressEntered)
            .Select(one => journal[one.Index + 1].Kind)];
    }

    // Noon UTC on Monday 23 November 2026 is 13:00 in Berlin.
    [Theory]
    [InlineData(1, 9 * 60, 13 * 60 + 1, true)]
    [InlineData(1, 9 * 60, 13 * 60, false)]
    [InlineData(1, 13 * 60, 14 * 60, true)]
    [InlineData(2, 0, 1440, false)]
    [InlineData(0x7F, 0, 1440, true)]
    public void Outside_the_opening_hours_a_code_is_refused(int weekdays, int from, int to, bool opens)
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(
                SettingKey.OpeningHours, (byte)weekdays, (byte)(from >> 8), (byte)from, (byte)(to >> 8), (byte)to)));
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        string shown = _rig.Line(0);
        _rig.Run(1000);

        Assert.Equal(opens ? "Fach 7 öffnet" : "Geschlossen", shown);
        Assert.Equal(opens, _rig.IsOpen(7));
    }

    // 23 November 2026 is day 20,780 since 1970.
    [Theory]
    [InlineData(20_780, 0, 0, false)]
    [InlineData(20_780, 12 * 60, 14 * 60, true)]
    [InlineData(20_781, 0, 0, true)]
    public void A_special_day_has_its_own_hours(int day, int from, int to, bool opens)
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(
                SettingKey.SpecialDays, (byte)(day >> 8), (byte)day, (byte)(from >> 8), (byte)from, (byte)(to >> 8),
                (byte)to)));
        _rig.PowerUp();

        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.Equal(opens, _rig.IsOpen(7));
    }

    [Fact]
    public void A_maintenance_code_knows_no_opening_hours()
    {
        CodeRecord code = DepotRig.Code(9, 7);
        code.Flags = CodeFlags.Maintenance;
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, code)),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.OpeningHours, 2, 0, 0, 5, 160)));
        _rig.PowerUp();

        _rig.Type(Digits + "#");

        Assert.DoesNotContain(EventKind.CodeRefused, _rig.Kinds());
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void A_code_can_ask_for_the_second_language()
    {
        CodeRecord code = DepotRig.Code(9, 7);
        code.Flags = CodeFlags.SecondLanguage;
        _rig.LoadCode(Digits, code);
        _rig.PowerUp();

        _rig.Type(Digits + "#");

        Assert.Equal("Compartment 7 opens", _rig.Line(0));
    }

    [Fact]
    [Trait("Promise", "D-01")]
    public void A_code_can_ask_for_more_time_for_what_is_typed_next()
    {
        CodeRecord code = DepotRig.Code(9, 7);
        code.Flags = CodeFlags.MoreTime;
        _rig.LoadCode(Digits, code);
        _rig.PowerUp();
        _rig.Type(Digits + "#");
        _rig.Run(5000);
        _rig.Push(7);

        _rig.Type("4711");
        _rig.Run(25_000);
        string after25Seconds = _rig.Line(1);
        _rig.Run(6000);

        Assert.Equal(4, after25Seconds.Length);
        Assert.DoesNotContain(after25Seconds, _rig.Line(1), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void Lengths_that_no_code_has_are_wrong_and_do_not_count()
    {
        _rig.Load(
            (RecordKind.Code, _rig.Record(Digits, DepotRig.Code(9, 7))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.CodeLengths, 1)));
        _rig.PowerUp();

        for (int i = 0; i < 6; i++)
            _rig.Type("1234567890#");
        string shown = _rig.Line(0);
        _rig.Type(Digits + "#");
        _rig.Run(1000);

        Assert.Equal("Code falsch", shown);
        Assert.True(_rig.IsOpen(7));
    }
}
