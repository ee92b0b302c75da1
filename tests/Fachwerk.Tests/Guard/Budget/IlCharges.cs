using System.Globalization;
using System.Text.RegularExpressions;
using Fachwerk.Tests.Tidy;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>What a call out of the portable code costs, in instructions: the table of firmware/README.md.</summary>
internal sealed partial class IlCharges
{
    private const string Document = "firmware/README.md";
    private const string Heading = "## What an instruction is";

    private readonly Dictionary<string, int> _charges = [];

    public IlCharges()
    {
        IEnumerable<string> rows = Repository.Current.Files.Single(file => file.Path == Document).Lines
            .SkipWhile(line => line != Heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        foreach (string[] cells in rows.Select(row => row.Split('|')))
        {
            foreach (Match name in Quoted().Matches(cells[1]))
                _charges.Add(name.Groups[1].Value, int.Parse(cells[2], CultureInfo.InvariantCulture));
        }
    }

    public IReadOnlyDictionary<string, int> All => _charges;

    /// <exception cref="InvalidOperationException">The table has no row for it.</exception>
    public int Of(string name) =>
        _charges.TryGetValue(name, out int charge) ? charge : throw new InvalidOperationException(
            $"{Document}, \"{Heading[3..]}\", does not say what {name} costs: add it to the table.");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
