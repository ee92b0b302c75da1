using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Bytes;
using Xunit;

namespace Fachwerk.Tests.Firmware.Storage;

/// <summary>The settings OpeningHours and SpecialDays: half-open windows in minutes of the site's day.</summary>
[Trait("Promise", "H-01")]
public sealed class OpeningHoursTests
{
    private const int Minute = 60;
    private const uint Day = 86_400;

    // 2026-06-01 was a Monday: 20,605 days after 1 January 1970.
    private const uint Monday = 20_605 * Day;

    private readonly OpeningHours _hours = new();

    [Fact]
    public void A_site_without_hours_is_always_open()
    {
        Assert.True(_hours.IsOpen(0));
        Assert.True(_hours.IsOpen(Monday + 3 * Day));
    }

    [Fact]
    public void The_day_the_tests_are_written_for_is_a_monday() =>
        Assert.Equal(DayOfWeek.Monday, DateTimeOffset.FromUnixTimeSeconds(Monday).DayOfWeek);

    [Theory]
    [InlineData(8 * 60 * Minute - 1, false)]
    [InlineData(8 * 60 * Minute, true)]
    [InlineData(12 * 60 * Minute - 1, true)]
    [InlineData(12 * 60 * Minute, false)]
    [InlineData(14 * 60 * Minute - 1, false)]
    [InlineData(14 * 60 * Minute, true)]
    [InlineData(24 * 60 * Minute - 1, true)]
    [InlineData(0, false)]
    public void A_window_begins_with_its_first_minute_and_ends_before_its_last(int second, bool isOpen)
    {
        Take(Week(0b000_0001, 8 * 60, 12 * 60), Week(0b000_0001, 14 * 60, 24 * 60));

        Assert.Equal(isOpen, _hours.IsOpen(Monday + (uint)second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Bit_0_is_monday_and_bit_6_is_sunday(int weekday)
    {
        Take(Week(1 << weekday, 0, 1440));

        for (int day = 0; day < 14; day++)
            Assert.Equal(day % 7 == weekday, _hours.IsOpen(Monday + (uint)day * Day + 43_200));
    }

    [Fact]
    public void One_entry_can_name_several_days()
    {
        Take(Week(0b001_1111, 540, 1020));

        bool[] open = [.. Enumerable.Range(0, 7).Select(day => _hours.IsOpen(Monday + (uint)day * Day + 43_200))];

        Assert.Equal([true, true, true, true, true, false, false], open);
    }

    // A day that is named has its own hours: nothing of the week's counts on it, and its neighbours are as ever.
    [Fact]
    public void A_special_day_has_hours_of_its_own()
    {
        Take(Week(0b111_1111, 480, 1080));
        TakeSpecial(Special(Monday, 600, 720), Special(Monday, 780, 840), Special(Monday + Day, 0, 0));

        Assert.False(At(Monday, 599));
        Assert.True(At(Monday, 600));
        Assert.False(At(Monday, 720));
        Assert.True(At(Monday, 780));
        Assert.False(At(Monday, 840));
        Assert.False(At(Monday + Day, 600));
        Assert.True(At(Monday + 2 * Day, 480));
        Assert.True(At(Monday - Day, 480));
    }

    [Fact]
    public void A_special_day_closes_a_site_that_is_always_open_otherwise()
    {
        TakeSpecial(Special(Monday, 0, 0));

        Assert.False(At(Monday, 600));
        Assert.True(At(Monday + Day, 600));
    }

    [Fact]
    public void Hours_that_are_no_whole_entries_leave_those_before()
    {
        Take(Week(0b000_0001, 480, 1080));
        TakeSpecial(Special(Monday + Day, 600, 660));

        _hours.TakeHours(new byte[9], 0, 9);
        _hours.TakeSpecialDays(new byte[7], 0, 7);

        Assert.True(At(Monday, 480));
        Assert.False(At(Monday, 479));
        Assert.True(At(Monday + Day, 600));
    }

    [Fact]
    public void Cleared_hours_leave_the_site_open()
    {
        Take(Week(0b000_0001, 480, 1080));
        TakeSpecial(Special(Monday, 0, 0));

        _hours.Clear();

        Assert.True(At(Monday, 0));
        Assert.True(At(Monday + 2 * Day, 0));
    }

    private bool At(uint day, int minute) => _hours.IsOpen(day + (uint)minute * Minute);

    private void Take(params byte[][] entries)
    {
        byte[] bytes = [0xFF, .. entries.SelectMany(entry => entry)];
        _hours.TakeHours(bytes, 1, bytes.Length - 1);
    }

    private void TakeSpecial(params byte[][] entries)
    {
        byte[] bytes = [0xFF, .. entries.SelectMany(entry => entry)];
        _hours.TakeSpecialDays(bytes, 1, bytes.Length - 1);
    }

    private static byte[] Week(int weekdays, int from, int to)
    {
        byte[] entry = new byte[5];
        entry[0] = (byte)weekdays;
        BigEndian.WriteUInt16(entry, 1, from);
        BigEndian.WriteUInt16(entry, 3, to);
        return entry;
    }

    private static byte[] Special(uint day, int from, int to)
    {
        byte[] entry = new byte[6];
        BigEndian.WriteUInt16(entry, 0, (int)(day / Day));
        BigEndian.WriteUInt16(entry, 2, from);
        BigEndian.WriteUInt16(entry, 4, to);
        return entry;
    }
}
