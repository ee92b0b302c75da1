using System.Text.RegularExpressions;
using System.Xml.Linq;
using Fachwerk.Backend.Audit;
using Fachwerk.Backend.Dashboard;
using Fachwerk.Backend.Depots;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Tests.Tidy;
using Xunit;

namespace Fachwerk.Tests.Backend.Web;

public sealed partial class TextsTests
{
    private const string CodeStates =
        "Pending OnDepot NotYet UsedUp UsedUpGone Over OverGone RemovalPending Removed Failed";

    private static readonly Dictionary<string, string> English = Read("Texts.resx");
    private static readonly Dictionary<string, string> German = Read("Texts.de.resx");

    [Fact]
    [Trait("Promise", "L-09")]
    public void Every_text_stands_in_both_languages()
    {
        Assert.Equal(English.Keys.Order(), German.Keys.Order());
        Assert.DoesNotContain(English.Values.Concat(German.Values), string.IsNullOrWhiteSpace);
    }

    [Fact]
    [Trait("Promise", "L-09")]
    public void Both_languages_fill_in_the_same_values()
    {
        foreach (string key in English.Keys)
            Assert.True(PlacesOf(English[key]).SetEquals(PlacesOf(German[key])), $"{key} fills in different values");
    }

    [Fact]
    public void Every_text_is_used_and_every_used_text_exists()
    {
        var used = UsedKeys();

        Assert.Empty(used.Except(English.Keys).Order());
        Assert.Empty(English.Keys.Except(used).Order());
    }

    [Fact]
    public void Every_kind_of_event_has_its_own_words() =>
        Assert.All(
            Enum.GetValues<EventKind>(), kind => Assert.Contains(AuditKinds.OfEvent(kind), TimelineStyles.Kinds));

    private static HashSet<string> UsedKeys()
    {
        var used = FamiliesOf().ToHashSet(StringComparer.Ordinal);
        foreach (var file in Repository.Current.Files.Where(file => PagePattern().IsMatch(file.Path)))
        {
            used.UnionWith(KeyPattern().Matches(file.Text).Select(match => match.Groups[1].Value));
            foreach (Match count in CountPattern().Matches(file.Text))
                used.UnionWith([$"{count.Groups[1].Value}.one", $"{count.Groups[1].Value}.many"]);
        }

        used.RemoveWhere(key => key.Contains('{'));
        return used;
    }

    // Keys whose end is a value of a closed list.
    private static IEnumerable<string> FamiliesOf() =>
    [
        .. Names<DoorState>("door"), .. Names<ProcessState>("process"), .. Names<CompartmentSize>("size"),
        .. Names<ConnectionState>("connection"), .. Names<OpeningState>("opening.state"),
        .. Enum.GetNames<OpeningState>().Take(6).Select(name => $"opening.step.{name}"),
        .. Enum.GetNames<OpeningState>().Skip(2).Select(name => $"opening.note.{name}"),
        .. Enum.GetNames<CheckInFlags>().Except(["None", "Booted"]).Select(name => $"fault.{name}"),
        .. Enum.GetValues<RefusalReason>().Select(reason => $"codeRefused.{(int)reason}"),
        .. TimelineStyles.Kinds.Select(kind => $"Audit.{kind}"),
        .. Enum.GetValues<EventKind>().Where(kind => EventRegistry.WaitingMax(kind) != EventRegistry.KeptMax)
            .Select(kind => $"sum.{kind}"),
        "sum.other",
        .. Family("progress", "Done Current Open Missed"),
        .. Family("theme", "auto light dark"),
        .. Family("language", "de en"),
        .. Words("400 403 403-origin 404 404-tenant 500 other")
            .SelectMany(sort => Family($"error.{sort}", "title what safe next")),
        .. Family("codes.state", CodeStates),
        .. Family("codes.note", CodeStates),
        .. Family("Refusal", "reason-missing reason-too-long window-invalid window-unreadable uses-invalid " +
            "digits-invalid code-in-use codes-full controller-inactive other")
    ];

    private static IEnumerable<string> Family(string prefix, string ends) =>
        Words(ends).Select(end => $"{prefix}.{end}");

    private static string[] Words(string text) => text.Split(' ');

    private static IEnumerable<string> Names<TName>(string prefix)
        where TName : struct, Enum => Enum.GetNames<TName>().Select(name => $"{prefix}.{name}");

    private static HashSet<string> PlacesOf(string text) =>
        [.. PlacePattern().Matches(text).Select(match => match.Value)];

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Parse(Repository.Current.Files.Single(one => one.Path == $"backend/Web/{file}").Text)
            .Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    [GeneratedRegex("""\b(?:T|texts)\[\$?"([^"]+)"[\],]""")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("""\b(?:T|texts)\.Count\("([^"]+)",""")]
    private static partial Regex CountPattern();

    [GeneratedRegex("^backend/(Web|Dashboard|Portal)/.*[.]cs(html)?(.cs)?$")]
    private static partial Regex PagePattern();

    [GeneratedRegex("""\{\d\}""")]
    private static partial Regex PlacePattern();
}
