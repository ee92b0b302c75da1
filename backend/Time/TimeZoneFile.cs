using NodaTime.TimeZones;
using NodaTime.Utility;

namespace Fachwerk.Backend.Time;

/// <summary>
/// Newer rules of time zones than those that the program brings: <c>tzdb.nzd</c> in the data folder, as Noda Time
/// publishes it after each edition of the IANA database. A file that is put there counts without a start.
/// </summary>
internal sealed class TimeZoneFile(string path, SiteZones zones, ILogger<TimeZoneFile> log)
{
    public const string Name = "tzdb.nzd";

    private DateTime _seen;

    /// <summary>Reads the file if it is there and another than before; one that is no such file changes nothing.
    /// </summary>
    public void Look()
    {
        var written = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : _seen;
        if (written == _seen)
            return;
        _seen = written;
        try
        {
            using var file = File.OpenRead(path);
            zones.Take(new DateTimeZoneCache(TzdbDateTimeZoneSource.FromStream(file)));
            TimeLog.RulesTaken(log, zones.Edition);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidNodaDataException)
        {
            TimeLog.RulesNotTaken(log, path, zones.Edition, cause.Message);
        }
    }
}
