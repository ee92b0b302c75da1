using Fachwerk.Backend.Time;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NodaTime.TimeZones;
using Xunit;

namespace Fachwerk.Tests.Backend.Time;

/// <summary>Rules of time zones that are put beside a running program.</summary>
public sealed class TimeZoneFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.nzd");
    private readonly SiteZones _zones = new();
    private readonly TimeZoneFile _file;

    public TimeZoneFileTests()
    {
        _zones.Take(new DateTimeZoneCache(new OldSource()));
        _file = new TimeZoneFile(_path, _zones, NullLogger<TimeZoneFile>.Instance);
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_file_that_is_put_there_counts_from_the_next_look_on()
    {
        _file.Look();
        var before = _zones.Edition;
        // The form in which Noda Time publishes the database is that in which the package brings it.
        using (var published = typeof(DateTimeZone).Assembly.GetManifestResourceStream("NodaTime.TimeZones.Tzdb.nzd")!)
        using (var file = File.Create(_path))
            published.CopyTo(file);

        _file.Look();

        Assert.Equal(OldSource.Edition, before);
        Assert.StartsWith("TZDB: 20", _zones.Edition, StringComparison.Ordinal);
        Assert.True(_zones.Knows("Europe/Berlin"));
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_file_that_is_none_changes_nothing()
    {
        File.WriteAllText(_path, "These are no rules.");

        _file.Look();

        Assert.Equal(OldSource.Edition, _zones.Edition);
    }

    private sealed class OldSource : IDateTimeZoneSource
    {
        public const string Edition = "TZDB: 1999a";

        public string VersionId => Edition;

        public IEnumerable<string> GetIds() => ["UTC"];

        public DateTimeZone ForId(string id) => DateTimeZone.Utc;

        public string? GetSystemDefaultId() => null;
    }
}
