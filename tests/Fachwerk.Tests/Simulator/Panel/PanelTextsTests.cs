using System.Text.RegularExpressions;
using Fachwerk.Simulator.Depots;
using Xunit;

namespace Fachwerk.Tests.Simulator.Panel;

/// <summary>What the front panels say, read from the scripts as they are served.</summary>
public sealed partial class PanelTextsTests
{
    private const char Mark = '#';

    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    public void Every_fault_its_group_and_its_number_have_a_text(string language)
    {
        Dictionary<string, string> texts = Texts("fault-texts.js", language);
        string[] wanted =
        [
            .. FaultKinds.All.Select(kind => kind.Name),
            .. FaultKinds.All.Select(kind => $"group {kind.Group}").Distinct(),
            .. FaultKinds.All.Select(kind => kind.Value).OfType<FaultValue>().Select(value => $"value {value.Name}")
                .Distinct()
        ];

        Assert.Equal(wanted.Order(), texts.Keys.Order());
        Assert.All(wanted, name => Assert.Equal(name.Contains(Mark), texts[name].Contains(Mark)));
        Assert.Equal(texts.Count, texts.Values.Distinct().Count());
    }

    [Fact]
    public void Every_text_is_there_in_both_languages()
    {
        Assert.Equal(Texts("texts.js", "de").Keys.Order(), Texts("texts.js", "en").Keys.Order());
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("depot.html")]
    [InlineData("depot.js")]
    [InlineData("faults.js")]
    [InlineData("list.js")]
    public void Every_text_that_is_asked_for_is_there(string file)
    {
        HashSet<string> there = [.. Texts("texts.js", "de").Keys];
        string[] asked = [.. Asked().Matches(Read(file)).Select(match => match.Groups["name"].Value).Distinct()];

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(there));
    }

    private static Dictionary<string, string> Texts(string file, string language)
    {
        string all = Read(file);
        int start = all.IndexOf($"  {language}: {{", StringComparison.Ordinal);
        string block = all[start..all.IndexOf("\n  }", start, StringComparison.Ordinal)];
        return Text().Matches(block).ToDictionary(
            match => match.Groups["name"].Value, match => match.Groups["text"].Value);
    }

    private static string Read(string file)
    {
        Stream? stream = typeof(SimulatedDepot).Assembly.GetManifestResourceStream("panel/" + file);
        using StreamReader reader = new(Assert.IsAssignableFrom<Stream>(stream));
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""(?:"(?<name>[^"]+)"|(?<name>\w+)): "(?<text>[^"]+)"(?=[,\s]|$)""")]
    private static partial Regex Text();

    [GeneratedRegex("""data-(?:text|label)="(?<name>\w+)"|\bt\("(?<name>\w+)"\)""")]
    private static partial Regex Asked();
}
