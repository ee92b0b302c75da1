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
