using System.Globalization;
using Fachwerk.Bench;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Firmware.Bench;

/// <summary>The file that says what hangs where.</summary>
[Trait("Promise", "F-05")]
public sealed class BenchSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fachwerk-bench-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Is_the_raspberry_pi_that_its_own_file_and_the_document_have()
    {
        BenchSettings file = Read(Repository.Current.Files
            .Single(one => one.Path == "firmware/Bench/raspberry-pi.json").Text);
        string[] documented = [.. Repository.Current.Files.Single(one => one.Path == "firmware/Bench/README.md").Lines
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split('|')[1..3].Select(cell => cell.Trim())))];

        BenchSettings built = new();

        Assert.Null(built.Fault);
        Assert.Equal(Rows(built), Rows(file));
        Assert.Equal(Rows(built), documented);
    }

    [Fact]
    public void Takes_what_it_names_and_leaves_the_rest()
    {
        BenchSettings settings = Read("""
            { "i2c": 7, "chip": 2, "supply": "3:9", "watchdog": null, "rows": [], "columns": [] }
            """);

        Assert.Equal(7, settings.I2c);
        Assert.Equal(3, settings.PanelI2c);
        Assert.Equal(new PinPlace(3, 9), settings.Supply);
        Assert.Null(settings.Watchdog);
        Assert.Empty(settings.Rows!);
        Assert.Equal(new PinPlace(null, 18), settings.Buzzer);
    }

    [Theory]
    [InlineData("{ \"rows\": [1, 2, 3] }", "\"rows\" takes four lines")]
    [InlineData("{ \"columns\": [1, 2] }", "\"columns\" takes three lines")]
    [InlineData("{ \"led\": [1] }", "\"led\" takes three lines")]
    [InlineData("{ \"rows\": null }", "\"rows\" and \"columns\", or neither")]
    [InlineData("{ \"supply\": null }", "\"supply\" is missing")]
    [InlineData("{ \"panelI2c\": 1 }", "the same bus")]
    [InlineData("{ \"i2c\": -1 }", "0 to 1023")]
    [InlineData("{ \"buzzer\": 17 }", "line 17 of chip 0 is named twice")]
    [InlineData("{ \"buzzer\": \"0:17\" }", "line 17 of chip 0 is named twice")]
    [InlineData("{ \"buzzer\": \"x\" }", "$.buzzer (line 1)")]
    [InlineData("{ \"buzzer\": -1 }", "$.buzzer (line 1)")]
    [InlineData("{ \"buzer\": 1 }", "$.buzer (line 1)")]
    [InlineData("{ \"supply\":", "raspberry-pi.json shows every name")]
    [InlineData("null", "is empty")]
    public void Says_in_a_line_what_is_wrong(string json, string expected)
    {
        BenchException refused = Assert.Throws<BenchException>(() => Read(json));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private BenchSettings Read(string json)
    {
        string path = Path.Combine(_folder.FullName, "bench.json");
        File.WriteAllText(path, json);
        return BenchSettings.Read(path);
    }

    private static string[] Rows(BenchSettings settings) =>
    [
        Row("i2c", settings.I2c), Row("panelI2c", settings.PanelI2c), Row("chip", settings.Chip),
        Row("rows", settings.Rows), Row("columns", settings.Columns), Row("supply", settings.Supply),
        Row("watchdog", settings.Watchdog), Row("buzzer", settings.Buzzer), Row("led", settings.Led),
        Row("mains", settings.Mains), Row("tamper", settings.Tamper)
    ];

    private static string Row(string name, int number) => string.Create(
        CultureInfo.InvariantCulture, $"`{name}` {number}");

    private static string Row(string name, PinPlace? place) => Row(name, place!.Value.Line);

    private static string Row(string name, IReadOnlyList<PinPlace>? places) =>
        $"`{name}` {string.Join(", ", places!.Select(place => place.Line))}";
}
