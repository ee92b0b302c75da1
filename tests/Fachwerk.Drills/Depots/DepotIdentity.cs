using System.Text.Json;

namespace Fachwerk.Drills.Depots;

/// <summary>What the drill needs of an identity file.</summary>
internal sealed record DepotIdentity(long Controller, byte[] TransportSecret)
{
    /// <summary>Reads all identity files of a folder.</summary>
    public static IReadOnlyList<DepotIdentity> ReadAll(string folder) =>
        [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read)];

    private static DepotIdentity Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        return new DepotIdentity(root.GetProperty("controller").GetInt64(),
            Convert.FromHexString(root.GetProperty("transportSecret").GetString()!));
    }
}
