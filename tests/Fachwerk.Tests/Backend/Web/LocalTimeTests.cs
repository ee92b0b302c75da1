using System.Globalization;
using Fachwerk.Backend.Time;
using Fachwerk.Backend.Web;
using Xunit;

namespace Fachwerk.Tests.Backend.Web;

public sealed class LocalTimeTests
{
    private static readonly NodaTime.DateTimeZone Berlin = new SiteZones().Find("Europe/Berlin");

    [Fact]
    [Trait("Promise", "H-01")]
    public void Shows_the_site_s_wall_clock_in_the_user_s_language()
    {
        DateTimeOffset at = new(2026, 7, 4, 21, 5, 9, TimeSpan.Zero);

        Assert.Equal("04.07.2026, 23:05", new LocalTime("de", Berlin).Minutes(at));
        Assert.Equal("4 Jul 2026, 23:05", new LocalTime("en", Berlin).Minutes(at));
    }

    [Fact]
    [Trait("Promise", "H-01")]
    public void Writes_each_length_of_a_time_as_people_write_it()
    {
        DateTimeOffset at = new(2026, 7, 4, 21, 5, 9, TimeSpan.Zero);
        LocalTime german = new("de", Berlin);
        LocalTime english = new("en", Berlin);

        Assert.Equal("23:05:09", german.Seconds(at));
        Assert.Equal("23:05:09", english.Seconds(at));
        Assert.Equal("Sa, 04.07.2026", german.Date(at));
        Assert.Equal("Sat 4 Jul 2026", english.Date(at));
        Assert.Equal("04.07.2026, 23:05:09", german.Full(at));
        Assert.Equal("4 Jul 2026, 23:05:09", english.Full(at));
        Assert.Equal("2026-07-04T23:05", german.Field(at));
        Assert.Equal("2026-07-04T23:05", english.Field(at));
    }

    // A time just before and after a change of the clocks is neither skipped nor passed twice.
    [Theory]
    [InlineData("2026-03-29T01:59:59", "2026-03-29T00:59:59Z")]
    [InlineData("2026-03-29T02:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T01:59:59", "2026-10-24T23:59:59Z")]
    [InlineData("2026-10-25T02:00:00", "2026-10-25T00:00:00Z")]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T02:00:00Z")]
    public void Reads_the_edges_of_a_change_of_the_clocks(string wall, string utc)
    {
        DateTimeOffset at = new LocalTime("de", Berlin).FromField(DateTime.Parse(wall, CultureInfo.InvariantCulture));

        Assert.Equal(utc, at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.Zero, at.Offset);
    }

    [Fact]
    public void Reads_a_field_as_the_site_s_wall_clock_in_summer_and_winter()
    {
        LocalTime time = new("de", Berlin);

        var summer = time.FromField(new DateTime(2026, 7, 4, 12, 0, 0));
        var winter = time.FromField(new DateTime(2026, 1, 4, 12, 0, 0));

        Assert.Equal(new DateTimeOffset(2026, 7, 4, 10, 0, 0, TimeSpan.Zero), summer);
        Assert.Equal(new DateTimeOffset(2026, 1, 4, 11, 0, 0, TimeSpan.Zero), winter);
    }

    [Fact]
    public void Moves_a_time_that_the_clocks_skip_on_by_that_hour()
    {
        LocalTime time = new("de", Berlin);

        var at = time.FromField(new DateTime(2026, 3, 29, 2, 30, 0));

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), at);
    }

    [Fact]
    public void Takes_the_earlier_of_a_time_that_the_clocks_pass_twice()
    {
        LocalTime time = new("de", Berlin);

        var at = time.FromField(new DateTime(2026, 10, 25, 2, 30, 0));

        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), at);
    }

    [Fact]
    public void Falls_back_to_UTC_for_a_zone_the_rules_do_not_have() =>
        Assert.Equal(NodaTime.DateTimeZone.Utc, new SiteZones().Find("Nowhere/Here"));
}
