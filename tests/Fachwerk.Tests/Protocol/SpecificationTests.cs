using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol;

/// <summary>Holds the registries of shared-protocol/SPEC.md to the code, both ways.</summary>
public sealed partial class SpecificationTests
{
    public static TheoryData<string, Type> Registries => new()
    {
        { "Event kinds", typeof(EventKind) },
        { "Order kinds", typeof(OrderKind) },
        { "Order outcomes", typeof(OrderOutcome) },
        { "Refusal reasons", typeof(RefusalReason) },
        { "Boot reasons", typeof(BootReason) },
        { "Check-in flags", typeof(CheckInFlags) },
        { "Record kinds", typeof(RecordKind) },
        { "Table operations", typeof(TableOperation) },
        { "Setting keys", typeof(SettingKey) },
        { "Compartment sizes", typeof(CompartmentSize) },
        { "Compartment pools", typeof(CompartmentPool) },
        { "Code flags", typeof(CodeFlags) },
        { "Parts", typeof(DepotPart) },
        { "Quarantine causes", typeof(QuarantineCause) },
        { "Table refusals", typeof(TableRefusal) }
    };

    [Theory]
    [MemberData(nameof(Registries))]
    public void A_registry_has_the_numbers_and_names_of_its_enum(string registry, Type type)
    {
        IEnumerable<string> coded = Enum.GetValuesAsUnderlyingType(type).Cast<int>()
            .Order().Select(number => $"{number} {Enum.GetName(type, number)}");

        IEnumerable<string> specified = SpecificationTable.Rows($"### {registry}").Select(row => $"{row[0]} {row[1]}");

        Assert.Equal(coded, specified);
    }

    [Fact]
    public void Every_enum_of_the_wire_has_a_registry()
    {
        IEnumerable<Type> enums = typeof(EventKind).Assembly.GetExportedTypes()
            .Where(type => type.IsEnum)
            .Where(type => type.Namespace is "Fachwerk.Protocol.Telegrams" or "Fachwerk.Protocol.Codes");

        Assert.Equal(
            enums.Select(type => type.Name).Order(), Registries.Select(row => row.Data.Item2.Name).Order());
    }

    [Fact]
    public void The_resources_have_the_letters_of_the_code()
    {
        IEnumerable<string> specified = SpecificationTable.Rows("## 6. Resources").Select(row => $"{row[0]} {row[1]}");
        IEnumerable<string> coded = typeof(Resource).GetFields()
            .Select(field => $"{(char)(int)field.GetRawConstantValue()!} {field.Name}");

        Assert.Equal(coded, specified);
    }

    [Fact]
    public void The_earliest_time_is_that_of_the_code() => Assert.StartsWith(
        Limits.EarliestTime.ToString("N0", CultureInfo.InvariantCulture),
        SpecificationTable.Rows("## 2. Limits").Single(row => row[0] == "earliest time")[1], StringComparison.Ordinal);

    [Fact]
    [Trait("Promise", "D-11")]
    public void The_earliest_time_is_kept_within_a_quarter_before_the_newest_decision()
    {
        DateTimeOffset newest = DecisionDate().Matches(File.ReadAllText(FromHere("DECISIONS.md")))
            .Max(match => DateTimeOffset.Parse(
                match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

        Assert.InRange(newest - DateTimeOffset.FromUnixTimeSeconds(Limits.EarliestTime),
            TimeSpan.FromDays(1), TimeSpan.FromDays(92));
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void The_kinds_that_are_counted_in_a_crowded_journal_are_those_of_the_firmware()
    {
        List<string[]> rows = SpecificationTable.Rows("### 6.3 Events", "| told one by one");
        int[] rooms = [EventRoom.GivesWay, EventRoom.Repeatable, EventRoom.Kept];

        IEnumerable<string> specified =
            rows.Select(row => string.Join(", ", row[1].Split(", ").Order(StringComparer.Ordinal)));
        IEnumerable<string> coded = rooms.Select(room => string.Join(", ", Enum.GetValues<EventKind>()
            .Where(kind => EventRoom.Of(kind) == room).Select(kind => $"{kind}").Order(StringComparer.Ordinal)));

        Assert.Equal(coded, specified);
        Assert.Contains(EventRoom.GivesWay.ToString("N0", CultureInfo.InvariantCulture), rows[0][0]);
        Assert.Contains(EventRoom.Repeatable.ToString("N0", CultureInfo.InvariantCulture), rows[1][0]);
    }

    [Fact]
    public void The_parts_of_every_size_add_up()
    {
        foreach (string[] row in SpecificationTable.Rows("## 7. Sizes"))
        {
            int[] numbers = [.. row[1..].Select(Number)];
            Assert.Equal(numbers[^1], numbers[..^1].Sum());
        }
    }

    private static int Number(string cell) => int.Parse(cell, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string FromHere(string path, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", path);

    [GeneratedRegex(@"^## \d+\. .*\((\d{4}-\d{2}-\d{2}),", RegexOptions.Multiline)]
    private static partial Regex DecisionDate();
}
