using System.Globalization;
using NodaTime;

namespace Fachwerk.Backend.Web;

/// <summary>Times as people read them: in the site's time zone, in the user's language.</summary>
public sealed class LocalTime(string language, DateTimeZone zone)
{
    private static readonly CultureInfo GermanCulture = CultureInfo.GetCultureInfo("de");
    private static readonly CultureInfo EnglishCulture = CultureInfo.GetCultureInfo("en-GB");

    private readonly bool _german = language == "de";

    public string Seconds(DateTimeOffset at) => Local(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public string Date(DateTimeOffset at) => _german
        ? Local(at).ToString("ddd, dd.MM.yyyy", GermanCulture)
        : Local(at).ToString("ddd d MMM yyyy", EnglishCulture);

    public string Minutes(DateTimeOffset at) => _german
        ? Local(at).ToString("dd.MM.yyyy, HH:mm", GermanCulture)
        : Local(at).ToString("d MMM yyyy, HH:mm", EnglishCulture);

    public string Full(DateTimeOffset at) => _german
        ? Local(at).ToString("dd.MM.yyyy, HH:mm:ss", GermanCulture)
        : Local(at).ToString("d MMM yyyy, HH:mm:ss", EnglishCulture);

    /// <summary>The form a datetime-local field wants.</summary>
    public string Field(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads a datetime-local field as the site's wall clock. A time the clocks skip moves on by that hour; of a time
    /// they pass twice the earlier one is meant.
    /// </summary>
    public DateTimeOffset FromField(DateTime wallClock) =>
        LocalDateTime.FromDateTime(wallClock).InZoneLeniently(zone).ToInstant().ToDateTimeOffset();

    private DateTimeOffset Local(DateTimeOffset at) =>
        Instant.FromDateTimeOffset(at).InZone(zone).ToDateTimeOffset();
}
