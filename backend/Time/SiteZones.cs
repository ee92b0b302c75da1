using NodaTime;

namespace Fachwerk.Backend.Time;

/// <summary>
/// Time zones of sites by their IANA names, for all that is shown, read and told to depots. The rules are those that
/// the program brings until <see cref="TimeZoneFile"/> finds others.
/// </summary>
public sealed class SiteZones
{
    private volatile IDateTimeZoneProvider _rules = DateTimeZoneProviders.Tzdb;

    /// <summary>Which rules these are, such as <c>TZDB: 2026f …</c>; a later edition is ordinally greater.</summary>
    public string Edition => _rules.VersionId;

    /// <summary>Whether the rules have a zone of this name.</summary>
    public bool Knows(string name) => _rules.GetZoneOrNull(name) is not null;

    /// <summary>The zone; UTC when the rules do not have the name, which is wrong but never a fault.</summary>
    public DateTimeZone Find(string name) => _rules.GetZoneOrNull(name) ?? DateTimeZone.Utc;

    /// <summary>Takes other rules.</summary>
    public void Take(IDateTimeZoneProvider rules) => _rules = rules;
}
