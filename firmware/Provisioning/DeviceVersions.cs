using System.Globalization;

namespace Fachwerk.Provisioning;

/// <summary>The packages that a device runs together: the table of firmware/device-api/VERSIONS.md.</summary>
internal sealed class DeviceVersions
{
    private const string Resource = "VERSIONS.md";
    private static readonly Lazy<DeviceVersions> OfRepository = new(() => Parse(ReadTable()));

    private DeviceVersions(IReadOnlyList<DevicePackage> packages) => Packages = packages;

    /// <summary>The table that this tool was built with.</summary>
    public static DeviceVersions Current => OfRepository.Value;

    public IReadOnlyList<DevicePackage> Packages { get; }

    /// <summary>Reads the rows of a table; other lines are passed over.</summary>
    public static DeviceVersions Parse(string markdown) => new([.. markdown.Split('\n')
        .Where(line => line.StartsWith("| nanoFramework.", StringComparison.Ordinal)).Select(ParseRow)]);

    /// <summary>The package that holds an assembly; null when the table has none.</summary>
    public DevicePackage? Holding(string assembly) => Packages.FirstOrDefault(row => row.Assembly == assembly);

    private static DevicePackage ParseRow(string line)
    {
        string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
        return new DevicePackage(cells[1], Version.Parse(cells[2]), cells[3], cells[4].Length == 0 ? null : cells[4],
            cells[5].Length == 0 ? null : uint.Parse(cells[5].AsSpan(2), NumberStyles.HexNumber,
                CultureInfo.InvariantCulture));
    }

    private static string ReadTable()
    {
        using Stream stream = typeof(DeviceVersions).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>A row of the table.</summary>
/// <param name="NativeVersion">What the package asks of the runtime, in words; null when it is not known.</param>
/// <param name="Checksum">What the package asks of the runtime; null when it is not known.</param>
internal sealed record DevicePackage(
    string Package, Version Version, string Assembly, string? NativeVersion, uint? Checksum);
