using System.Globalization;
using System.Runtime.CompilerServices;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Protocol;

/// <summary>Holds the registries of shared-protocol/SPEC.md to the code, both ways.</summary>
public sealed class SpecificationTests
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

        IEnumerable<string> specified = Rows($"### {registry}").Select(row => $"{row[0]} {row[1]}");

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
        IEnumerable<string> specified = Rows("## 6. Resources").Select(row => $"{row[0]} {row[1]}");
        IEnumerable<string> coded = typeof(Resource).GetFields()
            .Select(field => $"{(char)(int)field.GetRawConstantValue()!} {field.Name}");

        Assert.Equal(coded, specified);
    }

    [Theory]
    [InlineData("block of table or image", Limits.BlockLength)]
    [InlineData("table answer over all blocks", Limits.TableBodyMax)]
    [InlineData("table record", Limits.RecordMax)]
    [InlineData("`nextCheckInSeconds`", Limits.NextCheckInSecondsMax)]
    [InlineData("detail items a reader looks at", Limits.DetailsMax)]
    [InlineData("datagram", Fachwerk.Protocol.Oscore.OscoreMessage.DatagramMax)]
    [InlineData("CBOR nesting", Fachwerk.Protocol.Cbor.CborReader.DepthMax)]
    public void The_limits_are_those_of_the_code(string what, int limit)
    {
        string[] row = Rows("## 2. Limits").Single(row => row[0] == what);

        Assert.StartsWith(limit.ToString("N0", CultureInfo.InvariantCulture), row[1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "D-08")]
    public void The_kinds_that_are_counted_in_a_crowded_journal_are_those_of_the_firmware()
    {
        static string Of(int row) => Rows("### 6.3 Events")[row][0];
        int[] rooms = [EventRoom.GivesWay, EventRoom.Repeatable, EventRoom.Kept];

        IEnumerable<string> specified = Rows("### 6.3 Events")
            .Select(row => string.Join(", ", row[1].Split(", ").Order(StringComparer.Ordinal)));
        IEnumerable<string> coded = rooms.Select(room => string.Join(", ", Enum.GetValues<EventKind>()
            .Where(kind => EventRoom.Of(kind) == room).Select(kind => $"{kind}").Order(StringComparer.Ordinal)));

        Assert.Equal(coded, specified);
        Assert.Contains(EventRoom.GivesWay.ToString("N0", CultureInfo.InvariantCulture), Of(0));
        Assert.Contains(EventRoom.Repeatable.ToString("N0", CultureInfo.InvariantCulture), Of(1));
    }

    [Fact]
    public void The_parts_of_every_size_add_up()
    {
        foreach (string[] row in Rows("## 7. Sizes"))
        {
            int[] numbers = [.. row[1..].Select(Number)];
            Assert.Equal(numbers[^1], numbers[..^1].Sum());
        }
    }

    private static int Number(string cell) => int.Parse(cell, NumberStyles.Number, CultureInfo.InvariantCulture);

    // The rows of the first table under a heading, without its head.
    private static List<string[]> Rows(string heading)
    {
        string[] lines = File.ReadAllLines(SpecificationPath());
        int start = Array.IndexOf(lines, heading);
        Assert.True(start >= 0, $"SPEC.md has no heading {heading}");
        return [.. lines.Skip(start + 1)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    private static string SpecificationPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared-protocol", "SPEC.md");
}
