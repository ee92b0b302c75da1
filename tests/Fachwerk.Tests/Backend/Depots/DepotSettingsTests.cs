using System.Globalization;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Time;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Firmware;
using Xunit;

namespace Fachwerk.Tests.Backend.Depots;

/// <summary>What depots are told of their clocks, through to what the firmware makes of it.</summary>
public sealed class DepotSettingsTests
{
    // Monday to Sunday, 08:00 to 20:00.
    private static readonly byte[] EightToEight = [0x7F, 0x01, 0xE0, 0x04, 0xB0];

    private static readonly SiteZones Zones = new();

    public static TheoryData<string> Names => [.. ZoneRules.Names];

    [Theory]
    [Trait("Promise", "D-13")]
    // Summer time in the EU ends on the last Sunday of October at 01:00 UTC (Directive 2000/84/EC).
    [InlineData("Europe/Berlin", "2026-07-01T00:00:00Z", 60, "2026-03-29T01:00:00Z", 120, "2026-10-25T01:00:00Z", 60)]
    [InlineData("Europe/Berlin", "2027-01-01T00:00:00Z", 60, "2027-03-28T01:00:00Z", 120, "2027-10-31T01:00:00Z", 60)]
    public void Tells_the_offset_of_the_year_and_its_next_changes(
        string zone, string now, int minutes, string change, int after, string second, int afterThat)
    {
        var value = DepotSettings.UtcOffset(Zones.Find(zone), At(now));

        Assert.Equal(
            [.. Minutes(minutes), .. Seconds(change), .. Minutes(after), .. Seconds(second), .. Minutes(afterThat)],
            value[..14]);
        Assert.Equal(2 + 6 * 8, value.Length);
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_zone_whose_clocks_do_not_change_is_one_number() =>
        Assert.Equal(Minutes(540), DepotSettings.UtcOffset(Zones.Find("Asia/Tokyo"), At("2026-07-01T00:00:00Z")));

    [Theory]
    [Trait("Promise", "D-13")]
    [MemberData(nameof(Names))]
    public void For_ten_years_the_depot_s_clock_is_right_also_where_it_hears_nothing_for_three(string zone)
    {
        for (var year = 2027; year < 2037; year++)
        {
            using DepotRig rig = new();
            rig.Load((RecordKind.Setting, DepotRig.Setting(SettingKey.UtcOffset,
                DepotSettings.UtcOffset(Zones.Find(zone), new(year, 12, 31, 23, 59, 59, TimeSpan.Zero)))));
            rig.PowerUp();

            foreach (var at in Enumerable.Range(year, 3).SelectMany(one => MomentsOf(zone, one)))
                Assert.Equal(
                    at.ToUnixTimeSeconds() + 60 * ZoneRules.MinutesAt(zone, at),
                    rig.Depot.Firmware!.Parts.Settings.ToLocal((uint)at.ToUnixTimeSeconds()));
        }
    }

    [Theory]
    [Trait("Promise", "D-13")]
    // 08:00 in Berlin is 07:00 UTC the day before summer time begins and 06:00 UTC from then on, year after year.
    [InlineData("2027-03-27T06:59:30Z", false)]
    [InlineData("2027-03-27T07:00:30Z", true)]
    [InlineData("2027-03-28T05:59:30Z", false)]
    [InlineData("2027-03-28T06:00:30Z", true)]
    [InlineData("2028-10-28T06:00:30Z", true)]
    [InlineData("2028-10-29T06:59:30Z", false)]
    [InlineData("2028-10-29T07:00:30Z", true)]
    public void Local_hours_are_judged_by_it_after_the_change_after_next(string now, bool isOpen)
    {
        const string Digits = "47110815";
        using DepotRig rig = new();
        rig.Load(
            (RecordKind.Setting, DepotRig.Setting(SettingKey.UtcOffset,
                DepotSettings.UtcOffset(Zones.Find("Europe/Berlin"), At("2026-11-27T00:00:00Z")))),
            (RecordKind.Setting, DepotRig.Setting(SettingKey.OpeningHours, EightToEight)),
            (RecordKind.Code, rig.Record(Digits, DepotRig.Code(9, 7))));
        rig.Depot.Board.RealTimeClock.RunFrom(At(now).UtcDateTime);
        rig.PowerUp();

        rig.Type(Digits + "#");
        rig.Run(2_000);

        Assert.Equal(isOpen, rig.IsOpen(7));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void Joined_settings_know_their_keys()
    {
        var settings = DepotSettings.Of(Zones.Find("Asia/Tokyo"), 60, At("2026-07-01T00:00:00Z"));

        Assert.Equal(
            [SettingKey.Languages, SettingKey.UtcOffset, SettingKey.BootSpread],
            DepotSettings.KeysOf(DepotSettings.Joined(settings)));
    }

    private static IEnumerable<DateTimeOffset> MomentsOf(string zone, int year)
    {
        foreach (var change in ZoneRules.ChangesIn(zone, year))
        {
            yield return change.AddSeconds(-1);
            yield return change;
        }

        for (var month = 1; month <= 12; month++)
            yield return new DateTimeOffset(year, month, 15, 12, 0, 0, TimeSpan.Zero);
    }

    private static byte[] Minutes(int minutes) => [(byte)(minutes >> 8), (byte)minutes];

    private static byte[] Seconds(string text)
    {
        var seconds = (uint)At(text).ToUnixTimeSeconds();
        return [(byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds];
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
