namespace Fachwerk.Backend.Dashboard;

/// <summary>
/// Where each compartment stands in the drawn cabinet: towers side by side, filled from the top in the order of the
/// numbers, with the keypad and display at the top of the first. Sizes take 1, 2 or 3 units of height.
/// </summary>
public static class CabinetLayout
{
    /// <summary>Units of height that keypad and display take.</summary>
    public const int PanelUnits = 2;

    /// <summary>The units that a tower has at most, unless one compartment alone needs more.</summary>
    public const int TowerUnitsMax = 8;

    /// <summary>Splits compartments, given by their units in the order of their numbers, into towers.</summary>
    /// <returns>For each tower the places of its compartments in <paramref name="units"/>.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Towers(IReadOnlyList<int> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        int total = units.Sum() + PanelUnits;
        int towerCount = Math.Max(1, (total + TowerUnitsMax - 1) / TowerUnitsMax);
        int capacity = Math.Max((total + towerCount - 1) / towerCount, units.Count == 0 ? 1 : units.Max());
        var towers = new List<IReadOnlyList<int>>();
        var tower = new List<int>();
        int used = PanelUnits;
        for (int place = 0; place < units.Count; place++)
        {
            if (used + units[place] > capacity && (tower.Count > 0 || towers.Count == 0))
            {
                towers.Add(tower);
                tower = [];
                used = 0;
            }

            tower.Add(place);
            used += units[place];
        }

        towers.Add(tower);
        return towers;
    }
}
