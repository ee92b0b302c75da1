namespace Fachwerk.Tests.Backend.Depots;

/// <summary>
/// Offsets of zones by the laws that make them, worked out by hand: Directive 2000/84/EC for Berlin (last Sunday of
/// March and October, 01:00 UTC), 15 U.S.C. 260a for New York (second Sunday of March, first of November, 02:00 local),
/// the Standard Time Acts of New South Wales for Sydney and Lord Howe (first Sunday of April and October; Lord Howe
/// moves by half an hour). Tokyo, Kolkata and Kathmandu do not change.
/// </summary>
internal static class ZoneRules
{
    public static readonly string[] Names =
    [
        "Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Tokyo",
        "Asia/Kolkata", "Asia/Kathmandu"
    ];

    /// <summary>Minutes ahead of UTC.</summary>
    public static int MinutesAt(string zone, DateTimeOffset at)
    {
        var (standard, summer, begins, ends) = Of(zone, at.UtcDateTime.Year);
        var isNorthern = begins < ends;
        var isSummer = isNorthern ? at >= begins && at < ends : at >= begins || at < ends;
        return standard == summer || !isSummer ? standard : summer;
    }

    /// <summary>When the clocks change in a year.</summary>
    public static DateTimeOffset[] ChangesIn(string zone, int year)
    {
        var (standard, summer, begins, ends) = Of(zone, year);
        return standard == summer ? [] : [begins, ends];
    }

    private static (int Standard, int Summer, DateTimeOffset Begins, DateTimeOffset Ends) Of(string zone, int year) =>
        zone switch
        {
            "Europe/Berlin" => (60, 120, Last(year, 3).AddHours(1), Last(year, 10).AddHours(1)),
            "Europe/Lisbon" => (0, 60, Last(year, 3).AddHours(1), Last(year, 10).AddHours(1)),
            "America/New_York" => (-300, -240, First(year, 3).AddDays(7).AddHours(7), First(year, 11).AddHours(6)),
            // 02:00 standard time in October; 03:00 summer time, which is 02:00 standard time, in April.
            "Australia/Sydney" => (600, 660, First(year, 10).AddHours(-8), First(year, 4).AddHours(-8)),
            // 02:00 standard time (10:30 ahead) in October; 02:00 summer time (11:00 ahead) in April.
            "Australia/Lord_Howe" => (630, 660, First(year, 10).AddHours(-8.5), First(year, 4).AddHours(-9)),
            "Asia/Tokyo" => (540, 540, default, default),
            "Asia/Kolkata" => (330, 330, default, default),
            "Asia/Kathmandu" => (345, 345, default, default),
            _ => throw new ArgumentOutOfRangeException(nameof(zone), zone, "No rules are written down for it.")
        };

    private static DateTimeOffset First(int year, int month)
    {
        DateTimeOffset day = new(year, month, 1, 0, 0, 0, TimeSpan.Zero);
        return day.AddDays((7 - (int)day.DayOfWeek) % 7);
    }

    private static DateTimeOffset Last(int year, int month)
    {
        var day = new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1).AddDays(-1);
        return day.AddDays(-(int)day.DayOfWeek);
    }
}
