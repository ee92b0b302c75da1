using Fachwerk.Backend.Depots;
using Xunit;

namespace Fachwerk.Tests.Backend.Depots;

public sealed class DepotSettingsTests
{
    [Theory]
    [Trait("Promise", "D-13")]
    // Summer time in the EU ends on the last Sunday of October at 01:00 UTC (Directive 2000/84/EC).
    [InlineData("Europe/Berlin", "2026-07-01T00:00:00Z", 120, "2026-10-25T01:00:00Z", 60)]
    [InlineData("Europe/Berlin", "2026-12-24T00:00:00Z", 60, "2027-03-28T01:00:00Z", 120)]
    [InlineData("Asia/Tokyo", "2026-07-01T00:00:00Z", 540, "1970-01-01T00:00:00Z", 540)]
    public void Tells_the_offset_and_its_next_change(string zone, string now, int minutes, string change, int after)
    {
        var value = DepotSettings.UtcOffset(TimeZoneInfo.FindSystemTimeZoneById(zone), At(now));

        var seconds = (uint)At(change).ToUnixTimeSeconds();
        byte[] expected =
        [
            (byte)(minutes >> 8), (byte)minutes,
            (byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds,
            (byte)(after >> 8), (byte)after
        ];
        Assert.Equal(expected, value);
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
