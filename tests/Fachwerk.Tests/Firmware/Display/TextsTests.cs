using System.Reflection;
using System.Text;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Display;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Firmware.Display;

public sealed class TextsTests
{
    private const int LongestNumber = 64;
    private const int Minutes = 60;

    // A controller's number and its starts have 4 bytes.
    private static readonly string[] FourBytes = [nameof(Texts.MenuController), nameof(Texts.MenuBoots)];

    public static TheoryData<string> Names() => [.. Fields().Select(field => field.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Promise", "D-01")]
    public void Every_text_fits_20_columns_at_its_longest_in_both_languages(string name)
    {
        string[] text = (string[])Fields().Single(field => field.Name == name).GetValue(null)!;
        LineWriter line = new();
        long longest = FourBytes.Contains(name) ? uint.MaxValue : Math.Max(LongestNumber, Minutes);

        Assert.Equal(2, text.Length);
        Assert.All(text, t => Assert.InRange(line.Begin().Add(t, longest).Count, 1, Hd44780.Columns));
        Assert.All(text, t => Assert.True(
            !t.Contains(LineWriter.Placeholder) || Encoding.ASCII.GetString(line.Begin().Add(t, longest).Codes)
                .Contains($"{longest}", StringComparison.Ordinal)));
        // What the character ROM lacks is written as a question mark.
        Assert.All(text, t => Assert.Equal(
            t.Count(c => c == '?'), line.Begin().Add(t, 1).Codes.Count(c => c == CharacterRom.CodeOf('?'))));
    }

    [Fact]
    public void The_document_shows_every_text_as_it_is()
    {
        IEnumerable<string> coded = Fields().Select(field => (field.Name, Text: (string[])field.GetValue(null)!))
            .Select(text => $"| `{text.Name}` | {text.Text[0]} | {text.Text[1]} |");

        IEnumerable<string> documented = Repository.Current.Files.Single(file => file.Path == "firmware/KEYPAD.md")
            .Text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Equal(coded.Order(), documented.Order());
    }

    [Fact]
    public void A_date_fits_its_line()
    {
        CalendarTime time = new();
        time.Set(1_795_435_200);
        LineWriter line = new();

        line.Begin().AddDate(time);

        Assert.Equal("23.11.2026 12:00    ", Encoding.ASCII.GetString(line.Codes));
    }

    [Theory]
    [InlineData(2000, 2, 29)]
    [InlineData(2026, 12, 31)]
    [InlineData(2100, 3, 1)]
    [InlineData(1970, 1, 1)]
    public void Calendar_and_unix_time_agree_with_the_framework(int year, int month, int day)
    {
        DateTimeOffset expected = new(year, month, day, 23, 59, 58, TimeSpan.Zero);
        CalendarTime time = new();

        time.Set((uint)expected.ToUnixTimeSeconds());

        Assert.Equal((year, month, day), (time.Year, time.Month, time.Day));
        Assert.Equal((23, 59, 58), (time.Hour, time.Minute, time.Second));
        Assert.Equal(expected.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)expected.DayOfWeek, time.DayOfWeek);
        Assert.Equal(
            expected.ToUnixTimeSeconds(), CalendarTime.ToUnix(year, month, day, 23, 59, 58));
    }

    private static FieldInfo[] Fields() =>
        typeof(Texts).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
}
