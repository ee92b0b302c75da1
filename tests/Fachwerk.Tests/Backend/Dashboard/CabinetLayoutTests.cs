using Fachwerk.Backend.Dashboard;
using Xunit;

namespace Fachwerk.Tests.Backend.Dashboard;

public sealed class CabinetLayoutTests
{
    private static readonly int[][] Cabinets =
    [
        [],
        [1],
        [3],
        [.. Enumerable.Repeat(1, 16)],
        [.. Enumerable.Repeat(3, 64)],
        [1, 1, 1, 1, 2, 2, 2, 3, 3, 1, 1, 1, 1, 2, 2, 3],
        [.. Enumerable.Range(0, 64).Select(place => (place % 3) + 1)]
    ];

    [Fact]
    public void Draws_every_compartment_once_in_the_order_of_its_number()
    {
        foreach (var units in Cabinets)
        {
            var towers = CabinetLayout.Towers(units);

            Assert.Equal(Enumerable.Range(0, units.Length), towers.SelectMany(tower => tower));
        }
    }

    [Fact]
    public void Keeps_the_towers_at_their_height_whatever_the_sizes()
    {
        foreach (var units in Cabinets)
        {
            var towers = CabinetLayout.Towers(units);

            var heights = towers.Select(tower => tower.Sum(place => units[place])).ToList();
            Assert.All(heights, height => Assert.InRange(height, 0, CabinetLayout.TowerUnitsMax));
            Assert.InRange(heights[0] + CabinetLayout.PanelUnits, 0, CabinetLayout.TowerUnitsMax);
        }
    }

    [Fact]
    public void Puts_the_keypad_at_the_top_of_the_first_tower()
    {
        var towers = CabinetLayout.Towers([.. Enumerable.Repeat(1, 14)]);

        Assert.Equal([6, 8], towers.Select(tower => tower.Count));
    }
}
