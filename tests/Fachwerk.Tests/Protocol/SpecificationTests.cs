using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fachwerk.Backend.Database;
using Fachwerk.Backend.Depots;
using Fachwerk.Backend.Outbox;
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
    public void The_registry_of_events_has_details_room_and_urgency_of_the_code()
    {
        IEnumerable<string> coded = Enum.GetValues<EventKind>().Select(kind =>
            $"{kind}: {EventRegistry.DetailsOf(kind)}, {Room(EventRegistry.WaitingMax(kind))}, {Urgency(kind)}");

        IEnumerable<string> specified = SpecificationTable.Rows("### Event kinds").Select(row =>
            $"{row[1]}: {Details(InParentheses().Replace(row[2], ""))}, {row[3]}, {row[4]}");

        Assert.Equal(specified, coded);
    }

    [Fact]
    public void The_log_names_every_detail_of_an_event() => Assert.All(Enum.GetValues<EventKind>(), kind =>
    {
        DepotEvent happened = new(
            new DepotId(Guid.NewGuid()), 1001, 1, DepotEventSource.Journal, 7, (int)kind, 3, DateTimeOffset.UnixEpoch,
            [41, 42, 43], DateTimeOffset.UnixEpoch);

        int named = EventDetail.Of(happened).Count - 2;

        Assert.Equal(EventRegistry.DetailsOf(kind), named);
    });

    [Fact]
    public void The_parts_of_every_size_add_up()
    {
        foreach (string[] row in SpecificationTable.Rows("## 7. Sizes"))
        {
            int[] numbers = [.. row[1..].Select(Number)];
            Assert.Equal(numbers[^1], numbers[..^1].Sum());
        }
    }

    private static string Room(int waitingMax) => waitingMax == EventRegistry.KeptMax
        ? "always" : waitingMax.ToString("N0", CultureInfo.InvariantCulture);

    private static string Urgency(EventKind kind) =>
        EventRegistry.IsAlarm(kind) ? "alarm" : EventRegistry.IsUrgent(kind) ? "early" : "in turn";

    private static int Details(string cell) =>
        cell.Trim().StartsWith('-') ? 0 : cell.Split(", ", StringSplitOptions.RemoveEmptyEntries).Length;

    private static int Number(string cell) => int.Parse(cell, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string FromHere(string path, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", path);

    [GeneratedRegex(@"\(.*?\)")]
    private static partial Regex InParentheses();

    [GeneratedRegex(@"^## \d+\. .*\((\d{4}-\d{2}-\d{2}),", RegexOptions.Multiline)]
    private static partial Regex DecisionDate();
}
