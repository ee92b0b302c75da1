using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Fachwerk.Tests.Protocol;

/// <summary>The tables of shared-protocol/SPEC.md.</summary>
internal static partial class SpecificationTable
{
    public static IEnumerable<string> Headings() => File.ReadLines(Path()).Where(line => line.StartsWith('#'));

    /// <summary>The rows of a table under a heading, without its head.</summary>
    /// <param name="head">How the head begins; null: the first table.</param>
    public static List<string[]> Rows(string heading, string? head = null)
    {
        string[] lines = File.ReadAllLines(Path());
        int start = Array.IndexOf(lines, heading);
        Assert.True(start >= 0, $"SPEC.md has no heading {heading}");
        return [.. lines.Skip(start + 1)
            .SkipWhile(line => !line.StartsWith(head ?? "|", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    /// <summary>What a cell such as "1 to 23 …" or "unsigned 32" allows; null for one that is no range.</summary>
    public static (decimal Least, decimal Most)? Range(string cell)
    {
        Match bits = Unsigned().Match(cell);
        if (bits.Success)
            return (0, (1L << (int)Number(bits.Groups[1].Value)) - 1);
        Match range = Numbers().Match(cell);
        return range.Success ? (Number(range.Groups[1].Value), Number(range.Groups[2].Value)) : null;
    }

    /// <summary>The number a cell begins with.</summary>
    public static int First(string cell) => (int)Number(Leading().Match(cell).Value);

    private static decimal Number(string text) =>
        decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string Path([CallerFilePath] string here = "") => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "shared-protocol", "SPEC.md");

    [GeneratedRegex("^unsigned ([0-9]+)$")]
    private static partial Regex Unsigned();

    [GeneratedRegex("(-?[0-9,]+) to ([0-9,]+)")]
    private static partial Regex Numbers();

    [GeneratedRegex("^[0-9,]+[0-9]|^[0-9]")]
    private static partial Regex Leading();
}
