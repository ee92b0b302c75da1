using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fachwerk.Programs;

/// <summary>Options that say what they take when they are given something else.</summary>
public static class Options
{
    /// <summary>A whole number within limits.</summary>
    public static Option<int> Number(string name, string description, int min, int max, int otherwise) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => ReadNumber(result, name, min, max) ?? otherwise
    };

    /// <summary>A whole number within limits, or none.</summary>
    public static Option<int?> OptionalNumber(string name, string description, int min, int max) => new(name)
    {
        Description = description,
        CustomParser = result => ReadNumber(result, name, min, max)
    };

    /// <summary>A number within limits, with a point where it has parts, or none.</summary>
    /// <param name="above">It must be more than this.</param>
    /// <param name="max">And at most this.</param>
    public static Option<double?> OptionalAmount(string name, string description, double above, double max) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                && amount > above && amount <= max)
                return amount;
            result.AddError(string.Create(CultureInfo.InvariantCulture,
                $"{name} takes a number above {above} and up to {max}, not '{text}'"));
            return null;
        }
    };

    /// <summary>A folder, which need not be there.</summary>
    public static Option<string> Folder(string name, string description) =>
        Text(name, description, "a folder", text => IsPath(text) && !File.Exists(text));

    /// <summary>A folder that is there.</summary>
    public static Option<string> PresentFolder(string name, string description) =>
        Text(name, description, "a folder that is there", Directory.Exists);

    /// <summary>A file, which need not be there.</summary>
    public static Option<string> NewFile(string name, string description) => Text(name, description,
        "a file in a folder that is there",
        text => IsPath(text) && !Directory.Exists(text)
            && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(text))));

    /// <summary>A file that is there.</summary>
    public static Option<string> PresentFile(string name, string description) =>
        Text(name, description, "a file that is there", File.Exists);

    /// <summary>A text that fits.</summary>
    /// <param name="takes">What it must be, for people.</param>
    public static Option<string> Text(string name, string description, string takes, Predicate<string> fits)
    {
        var option = new Option<string>(name) { Description = description };
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (fits(text))
                return text;
            result.AddError($"{name} takes {takes}, not '{text}'");
            return null;
        };
        return option;
    }

    /// <summary>Whether a flag is set, for a validator, in which a value that is none must not be read.</summary>
    public static bool IsSet(SymbolResult result, Option<bool> flag)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.GetResult(flag) is { Implicit: false } given
            && !given.Tokens.Any(token => token.Value.Equals("false", StringComparison.OrdinalIgnoreCase));
    }

    private static int? ReadNumber(ArgumentResult result, string name, int min, int max)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
            return number;
        result.AddError(string.Create(CultureInfo.InvariantCulture,
            $"{name} takes a whole number from {min} to {max}, not '{text}'"));
        return null;
    }

    private static bool IsPath(string text) => text.Trim().Length > 0 && !text.Contains('\0', StringComparison.Ordinal);
}
