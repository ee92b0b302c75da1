using NodaTime.TimeZones;

namespace Fachwerk.Backend.Time;

/// <summary>
/// Newer rules of time zones than those that the program brings: <c>tzdb.nzd</c> in the data folder, as Noda Time
/// publishes it after each edition of the IANA database. A file that is put there counts without a start.
/// </summary>
internal sealed class TimeZoneFile(string path, SiteZones zones, ILogger<TimeZoneFile> log)
{
    public const string Name = "tzdb.nzd";

    private DateTime _seen;
    private string _told = "";

    /// <summary>Reads the file if it is there and another than before; one that is no such file changes nothing.
    /// </summary>
    public void Look()
    {
        var written = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : _seen;
        if (written == _seen)
            return;
        try
        {
            zones.Take(Read(File.ReadAllBytes(path)));
            (_seen, _told) = (written, "");
            TimeLog.RulesTaken(log, zones.Edition);
        }
        // The library throws what it likes at a damaged file.
        catch (Exception cause)
        {
            // What could not be read may be readable later without being written anew.
            if (cause is not (IOException or UnauthorizedAccessException))
                _seen = written;
            if (_told != cause.Message)
                TimeLog.RulesNotTaken(log, path, zones.Edition, cause.Message);
            _told = cause.Message;
        }
    }

    // Every zone is read here: one that is damaged would be found by whoever needs it.
    private static DateTimeZoneCache Read(byte[] bytes)
    {
        using MemoryStream file = new(bytes, writable: false);
        var source = TzdbDateTimeZoneSource.FromStream(file);
        source.Validate();
        DateTimeZoneCache zones = new(source);
        foreach (var id in zones.Ids)
            _ = zones[id];
        return zones;
    }
}
