using System.Globalization;
using Fachwerk.Backend.Depots;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Hosting;

/// <summary>Names and cabinets of the demo.</summary>
internal static class DemoNames
{
    public const string TimeZone = "Europe/Berlin";

    public static readonly string[] Sites = ["Musterstadt Mitte", "Musterstadt Nord"];

    private static readonly string[] Places =
    [
        "Rathaus", "Hauptbahnhof", "Stadtbibliothek", "Bürgerbüro", "Betriebshof", "Klinikum", "Volkshochschule",
        "Marktplatz", "Stadthalle", "Hallenbad", "Feuerwache", "Gymnasium", "Museum", "Bauhof", "Jugendzentrum",
        "Seniorenhaus", "Kulturhof", "Tierheim", "Wertstoffhof", "Musikschule", "Sporthalle", "Rosengarten",
        "Alte Post", "Wasserwerk"
    ];

    private static readonly int[] Counts = [16, 24, 8, 32, 12, 20];

    // Three narrow, two wide and so on, as cabinets are built: small above, large below.
    private static readonly CompartmentSize[] Column =
    [
        CompartmentSize.Small, CompartmentSize.Small, CompartmentSize.Small, CompartmentSize.Medium,
        CompartmentSize.Small, CompartmentSize.Medium, CompartmentSize.Medium, CompartmentSize.Large
    ];

    public static string Depot(int index)
    {
        var place = Places[index % Places.Length];
        var round = index / Places.Length;
        return round == 0
            ? $"Depot {place}"
            : string.Create(CultureInfo.InvariantCulture, $"Depot {place} {round + 1}");
    }

    public static IReadOnlyList<NewCompartment> Compartments(int index) =>
        [.. Enumerable.Range(0, Counts[index % Counts.Length]).Select(Compartment)];

    private static NewCompartment Compartment(int index)
    {
        var size = Column[index % Column.Length];
        var features = (index % Column.Length) switch
        {
            3 => CompartmentFeatures.Charger,
            6 => CompartmentFeatures.Accessible,
            7 => CompartmentFeatures.Accessible | CompartmentFeatures.Cooled,
            _ => CompartmentFeatures.None
        };
        return new NewCompartment(size, features);
    }
}
