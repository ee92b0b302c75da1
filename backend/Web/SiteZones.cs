namespace Fachwerk.Backend.Web;

/// <summary>Time zones of sites by their IANA names.</summary>
public static class SiteZones
{
    /// <summary>The zone; UTC when this machine does not know the name, which is wrong but never a fault.</summary>
    public static TimeZoneInfo Find(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
