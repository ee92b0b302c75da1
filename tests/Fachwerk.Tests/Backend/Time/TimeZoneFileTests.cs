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
        File.WriteAllBytes(_path, Published());

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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(-1)]
    [Trait("Promise", "D-13")]
    public void A_file_that_was_cut_changes_nothing(int at)
    {
        byte[] published = Published();
        File.WriteAllBytes(_path, published[..(at < 0 ? published.Length + at : at)]);

        _file.Look();

        Assert.Equal(OldSource.Edition, _zones.Edition);
    }

    [Fact]
    [Trait("Promise", "D-13")]
    public void A_file_that_was_damaged_anywhere_ends_nothing()
    {
        byte[] published = Published();
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = [.. published];
            damaged[published.Length * i / 40] ^= 0x55;
            File.WriteAllBytes(_path, damaged);
            File.SetLastWriteTimeUtc(_path, new DateTime(2026, 1, 1, 0, i, 0, DateTimeKind.Utc));

            _file.Look();

            // Taken or not, whatever is in force answers.
            Assert.Null(Record.Exception(
                () => _zones.Find("Europe/Berlin").GetUtcOffset(Instant.FromUtc(2030, 7, 1, 0, 0))));
        }
    }

    // The form in which Noda Time publishes the database is that in which the package brings it.
    private static byte[] Published()
    {
        using var resource = typeof(DateTimeZone).Assembly.GetManifestResourceStream("NodaTime.TimeZones.Tzdb.nzd")!;
        using MemoryStream bytes = new();
        resource.CopyTo(bytes);
        return bytes.ToArray();
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
