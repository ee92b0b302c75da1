using System.Globalization;
using Fachwerk.Simulator.Board;

namespace Fachwerk.Simulator.Depots;

/// <summary>The faults of a depot, by name.</summary>
public static class DepotFaults
{
    private const char Mark = '#';

    /// <summary>All names, as a sentence for people.</summary>
    public static string Names { get; } = string.Join(", ", FaultKinds.All.Select(kind =>
        kind.Value is null ? kind.Name : $"{kind.Name} (with \"{kind.Value.Name}\")"))
        + "; # stands for the number of a compartment or expander";

    /// <summary>The faults that are there now.</summary>
    public static IReadOnlyList<string> On(SimulatedDepot depot)
    {
        List<string> on = [];
        foreach (FaultKind kind in FaultKinds.All)
        {
            if (kind.IsOn is { } isOn)
                on.AddRange(NumbersOf(depot, kind).Where(number => isOn(depot, number)).Select(
                    number => NameOf(kind, number)));
        }

        return on;
    }

    /// <summary>The highest number of a kind; 0 = it takes none.</summary>
    public static int CountOf(SimulatedDepot depot, FaultKind kind)
    {
        int doors = depot.Board.Doors.Count;
        return !kind.Name.Contains(Mark, StringComparison.Ordinal) ? 0
            : kind.Group == "expanders" ? (doors + ExpanderBank.LocksPerBank - 1) / ExpanderBank.LocksPerBank
            : doors;
    }

    /// <summary>Switches a fault; false when this depot has none of that name.</summary>
    /// <param name="name">With its number, if it takes one.</param>
    /// <param name="on">True: it comes; false: it is mended.</param>
    /// <param name="given">The number that was said for a <see cref="FaultValue"/>, if any.</param>
    /// <param name="utcNow">The right time.</param>
    public static bool TrySwitch(
        SimulatedDepot depot, string name, bool on, Func<string, double?> given, DateTime utcNow)
    {
        foreach (FaultKind kind in FaultKinds.All)
        {
            if (NumberIn(name, kind.Name) is not int number || !NumbersOf(depot, kind).Contains(number))
                continue;
            double value = kind.Value is FaultValue known
                ? Math.Clamp(given(known.Name) ?? known.Default, known.Min, known.Max)
                : 0;
            kind.Switch(depot, new FaultOrder(number, on, value, utcNow));
            depot.NoteFault();
            return true;
        }

        return false;
    }

    private static IEnumerable<int> NumbersOf(SimulatedDepot depot, FaultKind kind)
    {
        int count = CountOf(depot, kind);
        return count == 0 ? [0] : Enumerable.Range(1, count);
    }

    private static string NameOf(FaultKind kind, int number) => kind.Name.Replace(
        Mark.ToString(), number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    // The number where the pattern has its mark; 0 without a mark; null when the name is another.
    private static int? NumberIn(string name, string pattern)
    {
        int mark = pattern.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0)
            return name == pattern ? 0 : null;
        string behind = pattern[(mark + 1)..];
        return name.Length >= pattern.Length
            && name.StartsWith(pattern[..mark], StringComparison.Ordinal)
            && name.EndsWith(behind, StringComparison.Ordinal)
            && int.TryParse(name[mark..^behind.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : null;
    }
}
