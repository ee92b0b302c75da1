using System.Globalization;
using System.Resources;

namespace Fachwerk.Backend.Web;

/// <summary>
/// The texts that people read, in one language. Keys are the same in Texts.resx (English) and Texts.de.resx (German).
/// </summary>
public sealed class Texts
{
    public static readonly IReadOnlyList<string> Languages = ["de", "en"];

    private static readonly ResourceManager Resources = new(typeof(Texts).FullName!, typeof(Texts).Assembly);
    private static readonly Texts German = new("de", CultureInfo.GetCultureInfo("de"));
    private static readonly Texts English = new("en", CultureInfo.GetCultureInfo("en"));

    private readonly CultureInfo _culture;

    private Texts(string language, CultureInfo culture)
    {
        Language = language;
        _culture = culture;
    }

    /// <summary>"de" or "en".</summary>
    public string Language { get; }

    /// <exception cref="KeyNotFoundException">No such key: a mistake in our code, found by a test.</exception>
    public string this[string key] =>
        Resources.GetString(key, _culture) ?? throw new KeyNotFoundException($"No text for '{key}'");

    public string this[string key, params object[] values] => string.Format(_culture, this[key], values);

    /// <summary>The texts of a language tag such as "de-AT"; English where we do not have the language.</summary>
    public static Texts For(string languageTag) =>
        languageTag.StartsWith("de", StringComparison.OrdinalIgnoreCase) ? German : English;

    /// <summary>A key whose end is a value of a closed list, for example <c>door.Open</c>.</summary>
    public string Of<TName>(string prefix, TName name)
        where TName : struct, Enum => this[$"{prefix}.{name}"];

    /// <summary>A key whose end may be one of a later version: that has the words <c>PREFIX.other</c>.</summary>
    public string OfOrOther(string prefix, string name) =>
        Resources.GetString($"{prefix}.{name}", _culture) ?? this[$"{prefix}.other", name];

    /// <summary>Why something was declined; a refusal that has no words of its own is named by its code.</summary>
    public string Refused(string code, params object[] values) =>
        Resources.GetString($"Refusal.{code}", _culture) is { } text
            ? string.Format(_culture, text, values)
            : this["Refusal.other", code];

    /// <summary>Two texts by number: <c>key.one</c> and <c>key.many</c>.</summary>
    public string Count(string key, int count) => this[count == 1 ? $"{key}.one" : $"{key}.many", count];
}
